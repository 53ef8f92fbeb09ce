package caplab.lab;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Says on standard error what a command that takes long is doing: one line that is drawn over and
 * over on a terminal, elsewhere a line now and then. What takes a moment only says nothing.
 */
final class ProgressLine implements Consumer<String>, AutoCloseable {

  private static final String CLEAR = "\r\u001b[K";
  private static final long REDRAWN_MS = 500;
  private static final long LINE_MS = 5000;

  private final String verb;
  private final PrintStream out;
  private final boolean terminal;
  private final long everyMs;
  private final long sinceNanos = System.nanoTime();
  private final Thread teller;
  private volatile String doing = "";

  private ProgressLine(String verb, PrintStream out, boolean terminal, long everyMs) {
    this.verb = verb;
    this.out = out;
    this.terminal = terminal;
    this.everyMs = everyMs;
    this.teller = Thread.ofPlatform().daemon().name("progress").start(this::tell);
  }

  /**
   * For whoever sits before standard error.
   *
   * @param verb what is done all the time: {@code checking}
   */
  static ProgressLine begin(String verb) {
    boolean terminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    return begin(verb, System.err, terminal, terminal ? REDRAWN_MS : LINE_MS);
  }

  /** For tests: to elsewhere, at another pace. */
  static ProgressLine begin(String verb, PrintStream out, boolean terminal, long everyMs) {
    return new ProgressLine(verb, out, terminal, everyMs);
  }

  @Override
  public void accept(String now) {
    doing = now;
  }

  private void tell() {
    try {
      while (true) {
        Thread.sleep(everyMs);
        long seconds = (System.nanoTime() - sinceNanos) / 1_000_000_000;
        String line = String.format(Locale.ROOT, "%s: %s · %d s", verb, doing, seconds);
        out.print(terminal ? CLEAR + line : line + "\n");
        out.flush();
      }
    } catch (InterruptedException over) {
      out.print(terminal ? CLEAR : "");
      out.flush();
    }
  }

  /** Nothing of it is written later, and nothing of it stays on a terminal. */
  @Override
  public void close() {
    teller.interrupt();
    boolean interrupted = false;
    while (teller.isAlive()) {
      try {
        teller.join();
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
