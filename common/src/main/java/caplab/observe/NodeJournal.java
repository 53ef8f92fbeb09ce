package caplab.observe;

import caplab.node.Breaker.State;
import caplab.node.ConnectFault;
import caplab.node.NodeListener;
import caplab.node.Nodes;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and logs what happens at the nodes. */
public final class NodeJournal implements NodeListener {

  private static final Logger LOG = LoggerFactory.getLogger(NodeJournal.class);

  private final Metrics metrics;
  private final NodeMetrics counted;
  private final Events events;

  /**
   * @param nodes the names of all nodes, so that each series is there from the start
   */
  public NodeJournal(Metrics metrics, Events events, Collection<String> nodes) {
    this.metrics = metrics;
    this.events = events;
    this.counted =
        new NodeMetrics(
            metrics, nodes, Arrays.stream(ConnectFault.values()).map(ConnectFault::label).toList());
  }

  /** Shows the breakers and slots of opened nodes, also under Resilience4j's own names. */
  public void watch(Nodes nodes) {
    nodes.byName().values().forEach(counted::watch);
    TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(nodes.circuits())
        .bindTo(metrics.registry());
  }

  @Override
  public void connecting(String node) {
    counted.attempted(node);
  }

  @Override
  public void connected(String node, String runId, String version) {
    LOG.info("connected to {} (Redis {})", node, version);
  }

  @Override
  public void connectionFailed(String node, ConnectFault fault, String detail) {
    counted.connectionFailed(node, fault.label());
    events.warn(
        Event.DB_CONNECT_FAILURE,
        "no connection to " + node + ": " + detail,
        "node",
        node,
        "reason",
        fault.label());
  }

  @Override
  public void unsafeSetting(String node, String sentence) {
    LOG.warn("{}: {}", node, sentence);
  }

  @Override
  public void breakerChanged(String node, State from, State to, boolean forced) {
    events.warn(
        Event.CIRCUIT_STATE_CHANGE,
        "the breaker of " + node + " went from " + from + " to " + to,
        "node",
        node,
        "from",
        from.name(),
        "to",
        to.name(),
        "forced",
        forced);
  }

  @Override
  public void answered(String node, Duration duration) {
    counted.answered(node, duration);
  }

  @Override
  public void failed(String node, String kind) {
    counted.failed(node, kind);
  }
}
