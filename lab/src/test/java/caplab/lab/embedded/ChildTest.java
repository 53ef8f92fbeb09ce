package caplab.lab.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {

  @TempDir Path folder;

  private Child start(String... command) {
    return Child.start(List.of(command), Map.of(), folder, folder.resolve("log"));
  }

  private static ProcessHandle guardOf(Child child) {
    return ProcessHandle.of(child.pid()).flatMap(ProcessHandle::parent).orElseThrow();
  }

  /** A guard that stayed would kill whoever has the program's number by then. */
  @Test
  void theGuardEndsWithItsProgram_howeverThatEnds() {
    Child ending = start("sleep", "1");
    ProcessHandle guard = guardOf(ending);
    await().until(() -> !ending.isAlive());
    await().until(() -> !guard.isAlive());

    Child killed = start("sleep", "60");
    ProcessHandle other = guardOf(killed);
    ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly();
    await().until(() -> !other.isAlive());
  }

  @Test
  void theGuardStays_whileItsProgramRunsOrIsPaused() {
    Child paused = start("sleep", "60");
    ProcessHandle guard = guardOf(paused);
    paused.signal("STOP");
    await().during(Duration.ofSeconds(1)).until(guard::isAlive);
    assertThat(paused.isAlive()).isTrue();
    paused.kill();
    assertThat(paused.isAlive()).isFalse();
    assertThat(guard.isAlive()).isFalse();
  }
}
