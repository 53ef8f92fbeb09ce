package caplab.lab.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One process of the cluster, a node or a service instance, and what can happen to it. Each change
 * is complete when its method returns.
 */
public final class ManagedProcess {

  /** Whether it runs, is stopped by a signal, or is gone. */
  enum State {
    UP,
    PAUSED,
    DEAD;

    /** {@code up}. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final long GRACE_MS = 11_000;

  /** All that is needed to start it again. */
  public record Program(
      String name,
      int port,
      List<String> command,
      Map<String, String> environment,
      Path directory,
      Path log) {}

  private final Program program;
  private Child child;
  private boolean paused;

  public ManagedProcess(Program program) {
    this.program = program;
  }

  public String name() {
    return program.name();
  }

  public int port() {
    return program.port();
  }

  Path log() {
    return program.log();
  }

  /** The last line of its log, for whoever asks why it ended. */
  public String lastWords() {
    return Child.lastWords(log());
  }

  /** Whether it was started and did not end since; a paused one did not. */
  public boolean isAlive() {
    return state() != State.DEAD;
  }

  synchronized State state() {
    if (child == null || !child.isAlive()) {
      return State.DEAD;
    }
    return paused ? State.PAUSED : State.UP;
  }

  /** Its process id; 0 before it was started. */
  public synchronized long pid() {
    return child == null ? 0 : child.pid();
  }

  /** Starts it unless it runs. */
  public synchronized void start() {
    if (state() == State.DEAD) {
      paused = false;
      child =
          Child.start(program.command(), program.environment(), program.directory(), program.log());
    }
  }

  /** Stops it where it stands, until it is resumed: it takes no processor time meanwhile. */
  public synchronized void pause() {
    if (state() == State.UP) {
      child.signal("STOP");
      paused = true;
    }
  }

  /** Lets a paused one go on. */
  public synchronized void resume() {
    if (state() == State.PAUSED) {
      child.signal("CONT");
      paused = false;
    }
  }

  /** Kill -9, also of a paused one. */
  public synchronized void kill() {
    if (state() != State.DEAD) {
      child.kill();
    }
  }

  /** Asks it to end in good order; a paused one is resumed for that. */
  synchronized void stop() {
    resume();
    if (state() == State.UP) {
      child.stop(StartCache.graceMs(GRACE_MS));
    }
  }
}
