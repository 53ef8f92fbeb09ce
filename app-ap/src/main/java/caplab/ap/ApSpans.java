package caplab.ap;

import caplab.ap.core.Dot;
import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.node.Script;
import caplab.trace.SpanWords;
import java.util.Map;
import java.util.stream.Collectors;

/** The messages of app-ap as spans tell them: by their dots. */
final class ApSpans implements SpanWords<Request, Reply> {

  static final ApSpans WORDS = new ApSpans();

  /** Dots of one key that are told: a key may have a hundred siblings. */
  private static final int DOTS_MOST = 16;

  private ApSpans() {}

  @Override
  public String script(Request request) {
    Script script =
        switch (request) {
          case Request.Write write -> RedisReplica.WRITE;
          case Request.Read read -> RedisReplica.READ;
          case Request.Enter enter -> RedisReplica.ENTER_LIFE;
          case Request other -> RedisReplica.INSPECT;
        };
    return script.name();
  }

  @Override
  public Map<String, String> asked(Request request) {
    return request instanceof Request.Write write ? Map.of("cap.write_id", write.id()) : Map.of();
  }

  @Override
  public Map<String, String> answered(Reply reply) {
    return switch (reply) {
      case Reply.Wrote wrote when wrote.dot().isPresent() ->
          Map.of("cap.dot", wrote.dot().get().toString());
      case Reply.Seen seen when !seen.state().siblings().isEmpty() ->
          Map.of(
              "cap.dots",
              seen.state().siblings().keySet().stream()
                  .limit(DOTS_MOST)
                  .map(Dot::toString)
                  .collect(Collectors.joining(" ")));
      case Reply other -> Map.of();
    };
  }
}
