package caplab.trace;

import caplab.protocol.Event;
import caplab.protocol.Trail;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Draws each round of an operation as a span, and each of its messages as one below. A message
 * whose answer nobody waits for any more ends when it comes, after its round.
 */
final class RoundSpans<Q, R> implements Trail<Q, R> {

  private final Tracer tracer;
  private final Context request;
  private final SpanWords<Q, R> words;

  RoundSpans(Tracer tracer, Context request, SpanWords<Q, R> words) {
    this.tracer = tracer;
    this.request = request;
    this.words = words;
  }

  @Override
  public Round<R> round(Map<String, Q> messages) {
    Q first = messages.values().iterator().next();
    Span round = tracer.spanBuilder(word(first)).setParent(request).startSpan();
    words.asked(first).forEach(round::setAttribute);
    Context here = request.with(round);
    Map<String, Span> sent = new HashMap<>();
    messages.forEach((node, message) -> sent.put(node, sent(node, message, here)));
    return new Round<>() {
      @Override
      public void heard(Event<R> event) {
        switch (event) {
          case Event.Answered<R>(String node, R reply) -> answered(sent.get(node), reply);
          case Event.Silent<R>(String node, boolean mayHaveActed, String reason) ->
              silent(sent.get(node), mayHaveActed ? "lost" : "skipped", reason);
          case Event.Timeout<R>() -> {}
        }
      }

      @Override
      public void over() {
        round.end();
      }
    };
  }

  private Span sent(String node, Q message, Context round) {
    String script = words.script(message);
    return tracer
        .spanBuilder(script + " " + node)
        .setParent(round)
        .setSpanKind(SpanKind.CLIENT)
        .setAttribute("db.system.name", "redis")
        .setAttribute("db.operation.name", "EVALSHA")
        .setAttribute("db.stored_procedure.name", script)
        .setAttribute("cap.node", node)
        .startSpan();
  }

  private void answered(Span span, R reply) {
    span.setAttribute("cap.answer", word(reply));
    words.answered(reply).forEach(span::setAttribute);
    span.end();
  }

  /**
   * @param what {@code skipped} if it was certainly not done, else {@code lost}
   */
  private static void silent(Span span, String what, String reason) {
    span.setAttribute("cap.answer", what);
    span.setAttribute("error.type", what);
    span.setStatus(StatusCode.ERROR, reason);
    span.end();
  }

  /** {@code prepare}, {@code promised}. */
  private static String word(Object message) {
    return message.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
