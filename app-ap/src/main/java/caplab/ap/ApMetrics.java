package caplab.ap;

import caplab.observe.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** What app-ap counts beside requests and nodes. Every series is there from the start. */
final class ApMetrics {

  /** Keys with siblings that are remembered for the gauge; past it the gauge stays there. */
  private static final int CONFLICTED_MOST = 10_000;

  /** Moments after a write, in milliseconds, at which its spread is stated. */
  private static final int[] MOMENTS_MS = {1, 5, 10, 50, 100, 500, 1000};

  private final Metrics metrics;
  private final Counter conflicts;
  private final Counter unanswered;
  private final Counter repairs;
  private final Counter resyncs;
  private final Counter staleReads;
  private final Counter sessionsBehind;
  private final Set<Integer> conflicted = ConcurrentHashMap.newKeySet();
  private final LongAdder arrivals = new LongAdder();
  private final LongAdder delayNanos = new LongAdder();
  private final LongAdder[] within = new LongAdder[MOMENTS_MS.length];

  ApMetrics(Metrics metrics, long maxStalenessMs, int nodes) {
    this.metrics = metrics;
    conflicts = metrics.counter("ap_conflicts", "Writes that left siblings");
    unanswered = metrics.counter("ap_unanswered_attempts", "Attempts sent and not answered");
    repairs = metrics.counter("ap_read_repairs", "Keys that shipping had missed; 0 in health");
    resyncs = metrics.counter("ap_resyncs", "Resyncs that ended");
    staleReads = metrics.counter("ap_stale_reads", "Reads answered as stale");
    sessionsBehind = metrics.counter("ap_session_behind", "Reads behind their session");
    metrics.gauge("ap_siblings", "Keys met with siblings and not yet without", conflicted::size);
    metrics.gauge("max_staleness_ms", "The bound past which a read is stale", () -> maxStalenessMs);
    for (int i = 0; i < MOMENTS_MS.length; i++) {
      within[i] = new LongAdder();
      freshness(i, nodes);
    }
  }

  /** PBS: the chance that one node, chosen evenly, shows a write so long after its answer. */
  private void freshness(int i, int nodes) {
    double home = 1.0 / nodes;
    String time = Integer.toString(MOMENTS_MS[i]);
    String help = "Chance that a node shows a write t_ms after it was acknowledged";
    metrics.gauge(
        "ap_freshness_probability",
        help,
        () -> home + (1 - home) * within[i].sum() / arrivals.sum(),
        "kind",
        "measured",
        "t_ms",
        time);
    metrics.gauge(
        "ap_freshness_probability",
        help,
        () -> home + (1 - home) * -Math.expm1(-MOMENTS_MS[i] / meanDelayMs()),
        "kind",
        "predicted",
        "t_ms",
        time);
  }

  private double meanDelayMs() {
    return delayNanos.sum() / 1e6 / arrivals.sum();
  }

  /** Shows the bound that a read at the node would state, in milliseconds. */
  void watchStaleness(String node, Supplier<Number> boundMs) {
    metrics.gauge("data_staleness_ms", "Bound of a read at the node", boundMs, "node", node);
  }

  /** Shows how far a link is behind, and measures it; the result takes delays in nanoseconds. */
  Timer watchLink(String source, String target, Supplier<Number> entries, Supplier<Number> ms) {
    String[] labels = {"source", source, "target", target};
    metrics.gauge("ap_replication_lag_entries", "Entries not yet applied", entries, labels);
    metrics.gauge("ap_replication_lag_ms", "Age of the link's watermark", ms, labels);
    return metrics.histogram(
        "ap_replication_delay", "From a write's answer until it is applied", labels);
  }

  void arrived(Timer link, long nanos) {
    link.record(nanos, TimeUnit.NANOSECONDS);
    arrivals.increment();
    delayNanos.add(nanos);
    for (int i = 0; i < MOMENTS_MS.length; i++) {
      if (nanos <= MOMENTS_MS[i] * 1_000_000L) {
        within[i].increment();
      }
    }
  }

  void wrote(String key, int siblings, int unansweredAttempts) {
    unanswered.increment(unansweredAttempts);
    if (siblings > 1) {
      conflicts.increment();
    }
    met(key, siblings);
  }

  void unanswered(int attempts) {
    unanswered.increment(attempts);
  }

  void read(String key, int siblings, boolean stale, boolean behind) {
    staleReads.increment(stale ? 1 : 0);
    sessionsBehind.increment(behind ? 1 : 0);
    met(key, siblings);
  }

  void behind() {
    sessionsBehind.increment();
  }

  void repaired(int keys) {
    repairs.increment(keys);
  }

  void resynced() {
    resyncs.increment();
  }

  private void met(String key, int siblings) {
    Collection<Integer> keys = conflicted;
    if (siblings <= 1) {
      keys.remove(key.hashCode());
    } else if (keys.size() < CONFLICTED_MOST) {
      keys.add(key.hashCode());
    }
  }
}
