package caplab.observe;

import caplab.node.Node;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What is counted of nodes. */
public final class NodeMetrics {

  /** How a command may fail, in the words of {@code NodeListener.failed}. */
  private static final List<String> KINDS =
      List.of("lost", "oom", "queue_full", "redis", "refused");

  private final Metrics metrics;
  private final Map<String, Counter> counters = new ConcurrentHashMap<>();
  private final Map<String, Timer> durations = new ConcurrentHashMap<>();

  /**
   * @param reasons for which a connection may fail, so that each series is there from the start
   */
  public NodeMetrics(Metrics metrics, Collection<String> nodes, Collection<String> reasons) {
    this.metrics = metrics;
    for (String node : nodes) {
      attempts(node);
      duration(node);
      reasons.forEach(reason -> failures(node, reason));
      KINDS.forEach(kind -> errors(node, kind));
    }
  }

  /** Shows the breaker, the slots and the vitals of a node when scraped. */
  public void watch(Node node) {
    String name = node.name();
    metrics.gauge(
        "circuit_breaker_state",
        "0 CLOSED, 1 HALF_OPEN, 2 OPEN",
        () -> node.breaker().state().gauge,
        "node",
        name);
    slots(name, "in_use", () -> node.status().queued());
    slots(name, "idle", () -> node.status().queueLimit() - node.status().queued());
    slots(name, "max", () -> node.status().queueLimit());
    vital(name, "db_memory_used_bytes", "Memory taken", () -> node.vitals().memoryUsedBytes());
    vital(
        name,
        "db_memory_max_bytes",
        "Memory past which writes are refused; 0 is no limit",
        () -> node.vitals().memoryMaxBytes());
    vital(name, "db_aof_enabled", "1 if writes go to disk", () -> node.vitals().logEnabled());
    vital(
        name,
        "db_aof_last_write_ok",
        "1 if the last write to the append-only file succeeded",
        () -> node.vitals().logWritten());
    vital(
        name,
        "db_refuses_writes",
        "1 if the node answers but takes no write",
        () -> node.status().refusesWrites().isPresent() ? 1 : 0);
    vital(name, "db_aof_size_bytes", "Append-only file", () -> node.vitals().logBytes());
  }

  public void attempted(String node) {
    attempts(node).increment();
  }

  public void connectionFailed(String node, String reason) {
    failures(node, reason).increment();
  }

  public void answered(String node, Duration taken) {
    duration(node).record(taken);
  }

  /**
   * @param kind one of a few fixed words
   */
  public void failed(String node, String kind) {
    errors(node, kind).increment();
  }

  private void vital(String node, String name, String help, Supplier<Number> value) {
    metrics.gauge(name, help, value, "node", node);
  }

  private void slots(String node, String state, Supplier<Number> value) {
    metrics.gauge(
        "db_connections", "Slots of the node's queue", value, "node", node, "state", state);
  }

  private Timer duration(String node) {
    Timer known = durations.get(node);
    return known != null ? known : durations.computeIfAbsent(node, this::named);
  }

  private Timer named(String node) {
    return metrics.histogram("db_command_duration", "Time of one command at a node", "node", node);
  }

  private Counter attempts(String node) {
    return counters.computeIfAbsent(
        node, n -> metrics.counter("db_connection_attempts", "Connections tried", "node", n));
  }

  private Counter errors(String node, String kind) {
    return counter("db_errors", "Commands that came to nothing or to an error", node, "kind", kind);
  }

  private Counter failures(String node, String reason) {
    return counter(
        "db_connection_failures", "Connections failed or broken", node, "reason", reason);
  }

  private Counter counter(String name, String help, String node, String label, String value) {
    return counters.computeIfAbsent(
        name + node + label + value, n -> metrics.counter(name, help, "node", node, label, value));
  }
}
