package caplab.ap;

import caplab.ap.core.Dot;
import caplab.ap.core.Request;
import caplab.ap.core.Resync;
import caplab.ap.core.VersionVector;
import caplab.ap.pbs.FreshnessMetrics;
import caplab.ap.pbs.Replication;
import caplab.ap.pbs.Spread;
import caplab.ap.shell.ApListener;
import caplab.ap.shell.ApShell;
import caplab.observe.Event;
import caplab.observe.Events;
import caplab.observe.Metrics;
import caplab.observe.NodeWatch;
import caplab.protocol.LiveLoop;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What app-ap counts and tells beside requests and nodes. Every series is there from the start. */
final class ApMetrics implements ApListener {

  /** Keys with siblings that are remembered for the gauge; past it the gauge stays there. */
  private static final int CONFLICTED_MOST = 10_000;

  /**
   * A link whose watermark is older than this is down: heartbeats make it younger when it is up.
   */
  private static final double DOWN_MS = 1_000;

  private record Link(String source, String target, Spread<Dot> spread, Timer delays) {}

  private final Metrics metrics;
  private final Events events;
  private final List<Link> links = new ArrayList<>();
  private final Counter conflicts;
  private final Counter unanswered;
  private final Counter repairs;
  private final Counter resyncs;
  private final Counter staleReads;
  private final Counter sessionsBehind;
  private final Set<Integer> conflicted = ConcurrentHashMap.newKeySet();
  private final Replication replication;
  private final FreshnessMetrics freshness;

  ApMetrics(Metrics metrics, Events events, long maxStalenessMs, int nodes) {
    this.metrics = metrics;
    this.events = events;
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

  /** Shows what an instance knows of its nodes and links; to be called before it starts. */
  void watch(LiveLoop loop, ApShell shell, Collection<String> nodes) {
    for (String source : nodes) {
      metrics.gauge(
          "data_staleness_ms",
          "Bound of a read at the node",
          () -> loop.call(() -> shell.sightings().boundMs(source)),
          "node",
          source);
      metrics.gauge(
          "ap_lost_values",
          "Values that somebody took from the node behind its back",
          () -> loop.call(() -> shell.sightings().lost(source)),
          "node",
          source);
      for (String target : nodes) {
        if (!source.equals(target)) {
          watchLink(loop, shell, source, target);
        }
      }
    }
  }

  private void watchLink(LiveLoop loop, ApShell shell, String source, String target) {
    String name = source + " -> " + target;
    String[] labels = {"source", source, "target", target};
    Supplier<Number> ageMs = () -> loop.call(() -> shell.sightings().ageMs(source, target));
    metrics.gauge(
        "ap_replication_lag_entries",
        "Entries not yet applied",
        () -> loop.call(() -> shell.lags().get(name)),
        labels);
    metrics.gauge("ap_replication_lag_ms", "Age of the link's watermark", ageMs, labels);
    Timer delays =
        metrics.histogram(
            "ap_replication_delay", "From a write's answer until it is applied", labels);
    Spread<Dot> spread =
        replication.link(
            source,
            () -> {
              double age = ageMs.get().doubleValue();
              return age > DOWN_MS ? age : 0;
            });
    links.add(new Link(source, target, spread, delays));
  }

  @Override
  public void logged(String source, Dot dot) {
    long now = System.nanoTime();
    links.stream()
        .filter(link -> link.source().equals(source))
        .forEach(link -> link.spread().acknowledged(dot, now));
  }

  /** Another instance may have shipped them: it counts what the target has, not who brought it. */
  @Override
  public void shipped(String source, String target, VersionVector seen) {
    for (Link link : links) {
      if (link.source().equals(source) && link.target().equals(target)) {
        link.spread()
            .arrived(dot -> dot.position() <= seen.at(dot.incarnation()), System.nanoTime())
            .forEach(nanos -> link.delays().record(nanos, TimeUnit.NANOSECONDS));
      }
    }
  }

  @Override
  public void read(long nanos) {
    replication.reads().add(nanos / 1e6);
  }

  @Override
  public void wrote(String key, int siblings, int attempts, long nanos) {
    replication.writes().add(nanos / 1e6);
    unanswered.increment(attempts);
    if (siblings > 1) {
      conflicts.increment();
    }
    met(key, siblings);
  }

  @Override
  public void unanswered(int attempts) {
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

  @Override
  public void repaired(int keys) {
    repairs.increment(keys);
  }

  @Override
  public void resynced(String source, String target, String reason, Resync.Resynced how) {
    resyncs.increment();
    events.info(
        Event.RESYNC,
        "a node was resynced",
        "source",
        source,
        "target",
        target,
        "reason",
        reason,
        "keys",
        how.keys(),
        "changed",
        how.changed(),
        "dropped",
        how.dropped());
  }

  @Override
  public void entered(Request.Enter enter, boolean known) {
    String node = Dot.node(enter.incarnation());
    if (known) {
      events.warn(
          Event.NODE_QUARANTINED,
          "a node lost its data or was restarted: it serves under a new incarnation and states no"
              + " bound until it is resynced",
          "node",
          node,
          "was",
          enter.was(),
          "incarnation",
          enter.incarnation());
    } else {
      events.info(
          Event.CONFIG,
          "a node begins its first life",
          "node",
          node,
          "incarnation",
          enter.incarnation());
    }
  }

  @Override
  public void misplaced(String node, String holder) {
    NodeWatch.misplaced(events, node, holder);
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
