package caplab.ap;

import caplab.ap.core.Dot;
import caplab.observe.FreshnessMetrics;
import caplab.observe.Metrics;
import caplab.pbs.Replication;
import caplab.pbs.Spread;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** What app-ap counts beside requests and nodes. Every series is there from the start. */
final class ApMetrics {

  /** Keys with siblings that are remembered for the gauge; past it the gauge stays there. */
  private static final int CONFLICTED_MOST = 10_000;

  private final Metrics metrics;
  private final Counter conflicts;
  private final Counter unanswered;
  private final Counter repairs;
  private final Counter resyncs;
  private final Counter staleReads;
  private final Counter sessionsBehind;
  private final Set<Integer> conflicted = ConcurrentHashMap.newKeySet();
  private final Replication replication;
  private final FreshnessMetrics freshness;

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
    replication = new Replication(nodes);
    freshness = new FreshnessMetrics(metrics, replication);
  }

  /** Predicts and counts how fresh reads are; to be started and closed. */
  FreshnessMetrics freshness() {
    return freshness;
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

  /**
   * Follows the writes of a link to their target.
   *
   * @param downMs for how long the link has been down; 0 while it is up
   */
  Spread<Dot> spread(String source, DoubleSupplier downMs) {
    return replication.link(source, downMs);
  }

  /** A node took a write, so long after it was asked. */
  void writeTook(long nanos) {
    replication.writes().add(nanos / 1e6);
  }

  /** A node answered a read, so long after it was asked. */
  void readTook(long nanos) {
    replication.reads().add(nanos / 1e6);
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
