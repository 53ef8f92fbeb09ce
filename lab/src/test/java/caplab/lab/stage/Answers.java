package caplab.lab.stage;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Answers as tests need them: a status, values, and nothing else said. */
public final class Answers {

  private Answers() {}

  public static ClientAnswer of(long at, int status, String... values) {
    return answer(at, status, false, values);
  }

  /** Of a service that is about to end. */
  public static ClientAnswer closing(int status) {
    return answer(0, status, true);
  }

  private static ClientAnswer answer(long at, int status, boolean closing, String... values) {
    return new ClientAnswer(
        at,
        status,
        true,
        closing,
        List.of(values),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
