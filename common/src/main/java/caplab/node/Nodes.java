package caplab.node;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * All nodes of an instance, in the order of {@code REDIS_NODES}.
 *
 * @param byName the nodes by their names
 * @param circuits their breakers as Resilience4j's own metrics see them
 */
public record Nodes(SequencedMap<String, Node> byName, CircuitBreakerRegistry circuits)
    implements AutoCloseable {

  /** Opens every node; returns at once, whether or not they can be reached. */
  public static Nodes open(
      List<NodeAddress> addresses, NodeSettings settings, NodeListener listener) {
    CircuitBreakerRegistry circuits = CircuitBreakerRegistry.ofDefaults();
    ServerRuns runs = new ServerRuns();
    SequencedMap<String, Node> nodes = new LinkedHashMap<>();
    for (NodeAddress address : addresses) {
      nodes.put(address.name(), new RedisNode(address, settings, circuits, runs, listener));
    }
    return new Nodes(nodes, circuits);
  }

  @Override
  public void close() {
    byName.values().forEach(Node::close);
  }
}
