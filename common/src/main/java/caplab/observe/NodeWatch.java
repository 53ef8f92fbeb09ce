package caplab.observe;

import caplab.node.Breaker;
import caplab.node.ConnectFault;
import caplab.node.NodeListener;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts and logs what happens at the nodes. A node that stays away is told once, not at each try.
 */
public final class NodeWatch implements NodeListener {

  private final NodeMetrics metrics;
  private final Events events;
  private final Set<String> away = ConcurrentHashMap.newKeySet();

  public NodeWatch(NodeMetrics metrics, Events events) {
    this.metrics = metrics;
    this.events = events;
  }

  @Override
  public void connecting(String node) {
    metrics.attempted(node);
  }

  @Override
  public void connected(String node, String runId, String version) {
    away.remove(node);
  }

  @Override
  public void connectionFailed(String node, ConnectFault fault, String detail) {
    metrics.connectionFailed(node, fault.label());
    if (away.add(node)) {
      events.warn(Event.DB_CONNECT_FAILURE, detail, "node", node, "reason", fault.label());
    }
  }

  @Override
  public void unsafeSetting(String node, String sentence) {
    events.warn(Event.CONFIG, sentence, "node", node);
  }

  @Override
  public void breakerChanged(String node, Breaker.State from, Breaker.State to, boolean forced) {
    events.warn(
        Event.CIRCUIT_STATE_CHANGE,
        "breaker of " + node + " went from " + from + " to " + to,
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
    metrics.answered(node, duration);
  }

  @Override
  public void failed(String node, String kind) {
    metrics.failed(node, kind);
  }

  /** A server that holds another node's data was found behind a node's name. */
  public static void misplaced(Events events, String node, String holder) {
    events.warn(
        Event.CONFIG,
        "a server holds the data of another node: check which address each name leads to",
        "node",
        node,
        "holds_data_of",
        holder);
  }
}
