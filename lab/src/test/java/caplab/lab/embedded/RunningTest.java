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

  private static Running here(int portBase) {
    return new Running(portBase, ProcessHandle.current().pid());
  }

  @Test
  void saysHowToStartOne_whenNoneRuns() {
    assertThatThrownBy(() -> Running.find(data, Optional.empty()))
        .hasMessage(
            "no cluster is running; start one with ./cap up, or wait until the one that is starting prints its addresses");
  }

  @Test
  void findsTheOnlyOne() {
    Running.announce(data, new Ports(5000));
    assertThat(Running.find(data, Optional.empty())).isEqualTo(here(5000));
  }

  @Test
  void asksWhichOne_whenSeveralRun() {
    Running.announce(data, new Ports(5000));
    Running.announce(data, new Ports(6000));
    assertThatThrownBy(() -> Running.find(data, Optional.empty()))
        .hasMessageContaining("--port-base");
    assertThat(Running.find(data, Optional.of(6000))).isEqualTo(here(6000));
  }

  @Test
  void ignoresWhatACrashLeft() throws IOException {
    Files.writeString(data.resolve("running-5000"), Long.toString(Long.MAX_VALUE));
    assertThat(Running.all(data)).isEmpty();
  }
}
