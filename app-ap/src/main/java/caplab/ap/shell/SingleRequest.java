package caplab.ap.shell;

import caplab.ap.core.InstanceMemory;
import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.protocol.Event;
import caplab.protocol.Step;
import java.util.Map;

/** One request to one node, no matter what becomes of it. */
final class SingleRequest {

  /** How it ended. */
  sealed interface Result {}

  /** The node answered. */
  record Answered(Reply reply) implements Result {}

  /** It did not, in time or at all. */
  record Unanswered() implements Result {}

  private SingleRequest() {}

  /** Asks; a node that is strange begins a new life instead, and that is the answer. */
  static Step<Request, Reply, Result> start(
      String node, Request request, InstanceMemory memory, long patienceMs) {
    return new Step.Ask<>(
        Map.of(node, request),
        patienceMs,
        (event, now) ->
            switch (event) {
              case Event.Answered<Reply>(String name, Reply.Strange(String was))
                  when !(request instanceof Request.Enter) ->
                  start(node, memory.enter(node, was), memory, patienceMs);
              case Event.Answered<Reply>(String name, Reply reply) ->
                  new Step.Done<>(new Answered(reply));
              case Event.Silent<Reply> silent -> new Step.Done<>(new Unanswered());
              case Event.Timeout<Reply> timeout -> new Step.Done<>(new Unanswered());
            });
  }
}
