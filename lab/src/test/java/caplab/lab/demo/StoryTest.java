package caplab.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.model.Topology.Kind;
import caplab.lab.stage.ClientAnswer;
import caplab.lab.stage.ClientCall;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The sentence below each answer of the demo. */
class StoryTest {

  private static String meaning(ClientCall call, int status, OptionalLong bound, String... values) {
    ClientAnswer answer =
        new ClientAnswer(
            0,
            status,
            true,
            false,
            List.of(values),
            OptionalLong.empty(),
            bound,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    return Story.meaning(call, answer, 2_000);
  }

  @Test
  void saysWhatARefusalOfAppCpMeans_andThatADoubtIsNone() {
    ClientCall write = ClientCall.write(Kind.CP, 1, "sky", "blue");
    assertThat(meaning(write, 200, OptionalLong.empty())).contains("majority").contains("counts");
    assertThat(meaning(write, 503, OptionalLong.empty()))
        .isEqualTo(
            "g1 cannot see a majority, so app-cp says no rather than guess; nothing was changed");
    assertThat(meaning(write, 504, OptionalLong.empty())).contains("may count or not");
  }

  @Test
  void saysHowOldAnAnswerOfAppApMayBe() {
    ClientCall read = ClientCall.read(Kind.AP, 2, "sky");
    assertThat(meaning(read, 200, OptionalLong.of(40), "blue"))
        .isEqualTo("g2 answers at once; it misses nothing older than 40 ms");
    assertThat(meaning(read, 200, OptionalLong.of(4_100), "blue")).contains("warns", "4,100 ms");
    assertThat(meaning(read, 200, OptionalLong.empty(), "blue")).contains("does not know");
    assertThat(meaning(read, 200, OptionalLong.of(40), "blue", "red")).contains("both are kept");
  }

  @Test
  void claimsNothingOfAnAnswerThatItDoesNotExpect() {
    for (Kind kind : Kind.values()) {
      assertThat(meaning(ClientCall.read(kind, 1, "sky"), 500, OptionalLong.empty()))
          .isEqualTo("that is no answer that this story expects");
    }
  }
}
