package caplab.ap.shell;

import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.protocol.Event;
import caplab.protocol.EventLoop;
import caplab.protocol.Replica;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A node whose answers somebody else hears too, in a turn before they are worked off: here every
 * new life that it begins at our request.
 */
record AttentiveReplica(
    EventLoop loop,
    Replica<Request, Reply> replica,
    BiConsumer<Request.Enter, Reply.Greeting> entered)
    implements Replica<Request, Reply> {

  @Override
  public String name() {
    return replica.name();
  }

  @Override
  public void ask(Request request, long timeoutMs, Consumer<Event<Reply>> callback) {
    if (!(request instanceof Request.Enter enter)) {
      replica.ask(request, timeoutMs, callback);
      return;
    }
    replica.ask(
        request,
        timeoutMs,
        event -> {
          if (event instanceof Event.Answered<Reply>(String node, Reply.Greeting greeting)) {
            loop.execute(() -> entered.accept(enter, greeting));
          }
          callback.accept(event);
        });
  }
}
