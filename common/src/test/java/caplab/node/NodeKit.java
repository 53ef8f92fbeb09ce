package caplab.node;

import caplab.node.NodeSettings.BreakerSettings;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Nodes as the tests of this package want them. */
final class NodeKit {

  static final Duration PATIENCE = Duration.ofSeconds(20);
  static final Command PING = new Command.Plain("PING", List.of());

  static final Duration SLOW = Duration.ofMillis(100);

  /** So many calls that the breaker never opens by itself. */
  private static final int NEVER = 100_000;

  private NodeKit() {}

  /** A node that waits long, behind a breaker that never opens by itself. */
  static RedisNode patient(NodeAddress address, NodeListener listener) {
    return node(address, PATIENCE, breaker(NEVER), listener);
  }

  /** A node that gives up after {@code timeout}, behind a breaker that never opens by itself. */
  static RedisNode hasty(NodeAddress address, Duration timeout, NodeListener listener) {
    return node(address, timeout, breaker(NEVER), listener);
  }

  /** A node whose breaker opens after three failed calls. */
  static RedisNode guarded(NodeAddress address, NodeListener listener) {
    return node(address, Duration.ofSeconds(1), breaker(3), listener);
  }

  /** A node that calls slow what takes longer than {@link #SLOW}. */
  static RedisNode strict(NodeAddress address, NodeListener listener) {
    BreakerSettings breaker = new BreakerSettings(50, SLOW, 3, 3, Duration.ofMillis(100), 2);
    return node(address, PATIENCE, breaker, listener);
  }

  /** A guarded node of profile prod, which looks at its idle nodes often. */
  static RedisNode prod(NodeAddress address, NodeListener listener) {
    Duration timeout = Duration.ofSeconds(2);
    return open(
        address, new NodeSettings(timeout, 64, breaker(3), true, Optional.empty()), listener);
  }

  private static RedisNode node(
      NodeAddress address, Duration timeout, BreakerSettings breaker, NodeListener listener) {
    return open(address, new NodeSettings(timeout, 64, breaker, false, Optional.empty()), listener);
  }

  private static RedisNode open(NodeAddress address, NodeSettings settings, NodeListener listener) {
    return new RedisNode(address, settings, CircuitBreakerRegistry.ofDefaults(), listener);
  }

  private static BreakerSettings breaker(int minimumCalls) {
    Duration open = Duration.ofMillis(200);
    return new BreakerSettings(50, Duration.ofSeconds(20), minimumCalls, minimumCalls, open, 2);
  }
}
