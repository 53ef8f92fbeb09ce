package caplab.lab.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.Stream;

/** Waits for processes as long as they get on, however slow the machine is. */
public final class Progressing {

  /** What ends in order is given a fraction of this, and then killed. */
  private static final Duration QUIET = Duration.ofSeconds(60);

  private static final Duration FOR_EVER = Duration.ofDays(1);

  private Progressing() {}

  /** Until a command has said this, or ended: it gives up by itself when it does not get on. */
  public static void untilSaid(Process process, Path log, String awaited) {
    Patience.until(
        FOR_EVER,
        () -> {
          String said = text(log);
          boolean done = said.contains(awaited);
          assertThat(done || process.isAlive()).as(said).isTrue();
          return done;
        });
  }

  /** Until none of these is alive; fails when for a while none of them ended. */
  public static void untilGone(Collection<ProcessHandle> family) {
    assertThat(Patience.untilQuiet(QUIET, () -> alive(family).isEmpty(), () -> alive(family)))
        .as("still alive: " + alive(family))
        .isTrue();
  }

  /** The same of a process and all that it started. */
  public static void untilGone(Process process, Collection<ProcessHandle> started) {
    untilGone(Stream.concat(Stream.of(process.toHandle()), started.stream()).toList());
  }

  private static String alive(Collection<ProcessHandle> family) {
    return String.join(
        " ",
        family.stream()
            .filter(ProcessHandle::isAlive)
            .map(each -> Long.toString(each.pid()))
            .toList());
  }

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
