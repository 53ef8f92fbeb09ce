package caplab.lab.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.wire.Progressing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However the launcher ends, nothing that it started stays. */
class LauncherTest {

  @TempDir Path folder;

  @Test
  void leavesNoProcess_whenKilled() throws IOException {
    assertNothingStays((launcher, started) -> launcher.destroyForcibly());
  }

  @Test
  void leavesNoProcess_whenKilledWhileOneIsPaused() throws IOException {
    assertNothingStays((launcher, started) -> {
      new ProcessBuilder("kill", "-STOP", Long.toString(started.getFirst().pid())).start();
      launcher.destroyForcibly();
    });
  }

  @Test
  void leavesNoProcess_whenTerminated() throws IOException {
    assertNothingStays((launcher, started) -> launcher.destroy());
  }

  private interface End {
    void of(Process launcher, List<ProcessHandle> started) throws IOException;
  }

  private void assertNothingStays(End end) throws IOException {
    Process launcher =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Launcher.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<ProcessHandle> started = List.of();
    try {
      String pids = launcher.inputReader().readLine();
      started =
          Stream.of(pids.split(" "))
              .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
              .toList();
      assertThat(started).hasSize(3).allMatch(ProcessHandle::isAlive);
    } finally {
      end.of(launcher, started);
    }
    Progressing.untilGone(started);
  }
}
