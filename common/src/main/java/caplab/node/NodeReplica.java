package caplab.node;

import caplab.protocol.Event;
import caplab.protocol.Replica;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A replica on a real Redis server: each request is one command, so one atomic step. What became of
 * it is told as the protocols understand it.
 *
 * @param <Q> request
 * @param <R> reply
 */
public abstract class NodeReplica<Q, R> implements Replica<Q, R> {

  private final Node node;

  protected NodeReplica(Node node) {
    this.node = node;
  }

  /** The command that carries a request out. */
  protected abstract Command command(Q request);

  /**
   * The reply in an answer.
   *
   * @throws RuntimeException if no command of ours gives such an answer
   */
  protected abstract R reply(Q request, Object value);

  /** What a node without memory answers. */
  protected abstract R full();

  /** Whether the request can leave a trace on the node. */
  protected boolean changes(Q request) {
    return true;
  }

  @Override
  public String name() {
    return node.name();
  }

  @Override
  public void ask(Q request, long timeoutMs, Consumer<Event<R>> callback) {
    node.send(
        command(request),
        Duration.ofMillis(timeoutMs),
        reply -> callback.accept(event(request, reply)));
  }

  /** The same node, asked past an open breaker. */
  public Replica<Q, R> insisting() {
    return new Replica<>() {
      @Override
      public String name() {
        return node.name();
      }

      @Override
      public void ask(Q request, long timeoutMs, Consumer<Event<R>> callback) {
        node.insist(
            command(request),
            Duration.ofMillis(timeoutMs),
            reply -> callback.accept(event(request, reply)));
      }
    };
  }

  private Event<R> event(Q request, Reply reply) {
    return switch (reply) {
      case Reply.Answered(Object value) -> answered(request, value);
      case Reply.Failed failed when failed.outOfMemory() -> new Event.Answered<>(name(), full());
      case Reply.Failed failed ->
          new Event.Silent<>(name(), changes(request) && failed.mayHaveActed(), failed.code());
      case Reply.Refused(String reason) -> new Event.Silent<>(name(), false, reason);
      case Reply.Lost(String reason) -> new Event.Silent<>(name(), true, reason);
    };
  }

  private Event<R> answered(Q request, Object value) {
    try {
      return new Event.Answered<>(name(), reply(request, value));
    } catch (RuntimeException e) {
      return new Event.Silent<>(name(), true, "an answer that no script of ours gives");
    }
  }
}
