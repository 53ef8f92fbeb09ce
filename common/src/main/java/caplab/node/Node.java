package caplab.node;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One Redis node as the protocols see it: commands go out, each answer comes back once or is
 * declared lost. Safe for any number of threads.
 */
public interface Node extends AutoCloseable {

  /** The node's name as configured, for example {@code db_g1}. */
  String name();

  /**
   * Sends one command without blocking. The callback runs exactly once, within about {@code
   * timeout}, on a thread of the channel or of the caller; it must not block.
   */
  void send(Command command, Duration timeout, Consumer<Reply> callback);

  /**
   * The same past an open breaker, for whoever would otherwise have no node left to try. What
   * becomes of the command is not counted by the breaker.
   */
  default void insist(Command command, Duration timeout, Consumer<Reply> callback) {
    send(command, timeout, callback);
  }

  /** Sends one command and parks the calling (virtual) thread until its reply. */
  default Reply call(Command command, Duration timeout) {
    CompletableFuture<Reply> answer = new CompletableFuture<>();
    send(command, timeout, answer::complete);
    return answer.join();
  }

  /** The guard that lets calls through or skips them. */
  Breaker breaker();

  /** What is known of the node without asking it. */
  NodeStatus status();

  /** What the node last said of itself, some seconds ago at most. */
  default Vitals vitals() {
    return Vitals.UNKNOWN;
  }

  @Override
  void close();
}
