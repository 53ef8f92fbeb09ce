package caplab.ap.shell;

import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.protocol.Event;
import caplab.protocol.EventLoop;
import caplab.protocol.Replica;
import java.util.function.Consumer;

/**
 * A node whose answers to requests of one kind somebody else hears too, in a turn before they are
 * worked off.
 *
 * @param kind of the requests
 * @param heard hears request, node and answer
 */
record AttentiveReplica<T extends Request>(
    EventLoop loop, Replica<Request, Reply> replica, Class<T> kind, Ear<T> heard)
    implements Replica<Request, Reply> {

  /** Hears what a node answered. */
  @FunctionalInterface
  interface Ear<T> {
    void hear(T request, String node, Reply reply);
  }

  @Override
  public String name() {
    return replica.name();
  }

  @Override
  public void ask(Request request, long timeoutMs, Consumer<Event<Reply>> callback) {
    if (!kind.isInstance(request)) {
      replica.ask(request, timeoutMs, callback);
      return;
    }
    replica.ask(
        request,
        timeoutMs,
        event -> {
          if (event instanceof Event.Answered<Reply>(String node, Reply reply)) {
            loop.execute(() -> heard.hear(kind.cast(request), node, reply));
          }
          callback.accept(event);
        });
  }
}
