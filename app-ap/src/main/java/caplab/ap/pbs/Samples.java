package caplab.ap.pbs;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** The last few hundred durations of something, to draw from. For many threads. */
public final class Samples {

  private static final int MOST = 512;

  private final Queue<Double> last = new ArrayDeque<>();

  /** One more was measured. */
  public synchronized void add(double ms) {
    if (last.size() == MOST) {
      last.remove();
    }
    last.add(ms);
  }

  /** Empty until something was measured. */
  public synchronized Optional<Latency> latency() {
    return last.isEmpty() ? Optional.empty() : Optional.of(new Latency.Measured(List.copyOf(last)));
  }
}
