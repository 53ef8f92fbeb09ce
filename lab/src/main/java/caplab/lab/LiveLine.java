package caplab.lab;

import caplab.lab.trial.Progress;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** One line that says how far a run is, drawn over and over; nothing where no terminal is. */
final class LiveLine implements Progress {

  private static final String CLEAR = "\r\u001b[K";

  private final String name;
  private final boolean terminal = System.console() != null && System.console().isTerminal();
  private final Set<String> faults = new TreeSet<>();

  LiveLine(String name) {
    this.name = name;
  }

  @Override
  public void shown(int port) {
    System.err.println(Common.live(port));
  }

  @Override
  public void passed(long nowMs, long durationMs, long lines) {
    if (!terminal) {
      return;
    }
    String time =
        nowMs < durationMs
            ? String.format(Locale.ROOT, "%.1f of %.1f s", nowMs / 1e3, durationMs / 1e3)
            : "last reads";
    System.err.printf(
        Locale.ROOT,
        "%s%s  %s · %,d requests · %s",
        CLEAR,
        name,
        time,
        lines / 2,
        faults.isEmpty() ? "network whole" : String.join(", ", faults));
  }

  @Override
  public void struck(String fault, String target) {
    faults.add(fault + " " + target);
  }

  @Override
  public void healed(String fault, String target) {
    faults.remove(fault + " " + target);
  }

  @Override
  public void ended() {
    if (terminal) {
      System.err.print(CLEAR);
    }
  }
}
