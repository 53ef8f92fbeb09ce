package caplab.lab.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningTest {

  @TempDir Path data;

  private static Running here(int portBase, Optional<Path> lock) {
    return new Running(portBase, ProcessHandle.current().pid(), lock);
  }

  @Test
  void saysHowToStartOne_whenNoneRuns() {
    assertThatThrownBy(() -> Running.find(data, Optional.empty()))
        .hasMessage(
            "no cluster is running; start one with ./cap up, or wait until the one that is starting"
                + " prints its addresses");
  }

  @Test
  void findsTheOnlyOne() {
    here(5000, Optional.empty()).announce(data);
    assertThat(Running.find(data, Optional.empty())).isEqualTo(here(5000, Optional.empty()));
  }

  @Test
  void asksWhichOne_whenSeveralRun() {
    here(5000, Optional.empty()).announce(data);
    here(6000, Optional.of(Path.of("keys"))).announce(data);
    assertThatThrownBy(() -> Running.find(data, Optional.empty()))
        .hasMessageContaining("--port-base");
    assertThat(Running.find(data, Optional.of(6000)))
        .isEqualTo(here(6000, Optional.of(Path.of("keys"))));
  }

  @Test
  void ignoresWhatACrashLeft() throws IOException {
    Files.writeString(data.resolve("running-5000"), Long.toString(Long.MAX_VALUE));
    assertThat(Running.all(data)).isEmpty();
  }
}
