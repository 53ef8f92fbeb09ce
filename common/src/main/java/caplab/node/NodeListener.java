package caplab.node;

import java.time.Duration;

/**
 * Hears what happens at the nodes, to log and count it. Called on threads of the channel: must not
 * block.
 */
public interface NodeListener {

  /** Hears nothing. */
  NodeListener SILENT = new NodeListener() {};

  /** A connection is about to be tried. */
  default void connecting(String node) {}

  /** A new connection is up and its node passed every check that refuses a connection. */
  default void connected(String node, String runId, String version) {}

  /** No connection could be made, or the one in use broke. */
  default void connectionFailed(String node, ConnectFault fault, String detail) {}

  /** The node weakens the promises by one of its settings; said once per new connection. */
  default void unsafeSetting(String node, String sentence) {}

  /** The breaker changed, by itself or by an operator ({@code forced}). */
  default void breakerChanged(String node, Breaker.State from, Breaker.State to, boolean forced) {}

  /** Redis answered a command, {@code duration} after it was written. */
  default void answered(String node, Duration duration) {}

  /** A command came to nothing or to an error; {@code kind} is one of a few fixed words. */
  default void failed(String node, String kind) {}
}
