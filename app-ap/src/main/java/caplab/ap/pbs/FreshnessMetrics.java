package caplab.ap.pbs;

import caplab.observe.Metrics;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Shows {@code ap_freshness_probability}: the chance that a node, chosen evenly, shows a write
 * {@code t_ms} after it was acknowledged. {@code kind="measured"} is counted when scraped, {@code
 * kind="predicted"} is computed in the background every few seconds, in some ten milliseconds of
 * processor time; {@link Replication} tells what both mean. {@code NaN} until the first write.
 */
public final class FreshnessMetrics implements AutoCloseable {

  /** Moments after the acknowledgement at which the chance is stated. */
  private static final List<Integer> MOMENTS_MS = List.of(1, 5, 10, 50, 100, 500, 1_000);

  private static final String NAME = "ap_freshness_probability";
  private static final String HELP =
      "Chance that a node shows a write t_ms after it was acknowledged";
  private static final long EVERY_MS = 3_000;

  private final Replication replication;
  private volatile List<Double> predicted = Collections.nCopies(MOMENTS_MS.size(), Double.NaN);
  private Thread thread = Thread.ofPlatform().unstarted(() -> {});

  public FreshnessMetrics(Metrics metrics, Replication replication) {
    this.replication = replication;
    for (int i = 0; i < MOMENTS_MS.size(); i++) {
      int moment = i;
      int ms = MOMENTS_MS.get(i);
      String[] labels = {"t_ms", Integer.toString(ms), "kind", "measured"};
      metrics.gauge(NAME, HELP, () -> replication.measured(ms, System.nanoTime()), labels);
      String[] others = {"t_ms", Integer.toString(ms), "kind", "predicted"};
      metrics.gauge(NAME, HELP, () -> predicted.get(moment), others);
    }
  }

  /** Begins to predict in the background. */
  public void start() {
    // It computes for a while without waiting, and would keep the carrier of a virtual thread.
    thread = Thread.ofPlatform().daemon().name("freshness").start(this::run);
  }

  private void run() {
    try {
      for (long turn = 0; ; turn++) {
        predict(turn);
        TimeUnit.MILLISECONDS.sleep(EVERY_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Predicts anew, now. */
  void predict(long seed) {
    predicted = replication.predicted(MOMENTS_MS, System.nanoTime(), seed);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
