package caplab.trace;

import caplab.protocol.Trail;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.Map;
import java.util.Optional;

/** A request's span by OpenTelemetry; in a trace that its caller does not record, in name only. */
final class ServerSpan implements RequestSpan {

  private static final int SERVER_ERRORS = 500;

  private final Tracer tracer;
  private final Span span;
  private final Scope scope;

  @SuppressWarnings("MustBeClosedChecker") // closed by end
  ServerSpan(Tracer tracer, Span span) {
    this.tracer = tracer;
    this.span = span;
    this.scope = span.makeCurrent();
  }

  @Override
  public String traceId() {
    return span.getSpanContext().getTraceId();
  }

  @Override
  public String traceparent() {
    SpanContext it = span.getSpanContext();
    return "00-" + it.getTraceId() + "-" + it.getSpanId() + "-" + it.getTraceFlags().asHex();
  }

  @Override
  public <Q, R> Optional<Trail<Q, R>> trail(SpanWords<Q, R> words) {
    return span.isRecording()
        ? Optional.of(new RoundSpans<>(tracer, Context.root().with(span), words))
        : Optional.empty();
  }

  @Override
  public void answered(int status, Map<String, Object> told) {
    span.setAttribute("http.response.status_code", (long) status);
    told.forEach((name, value) -> span.setAttribute("cap." + name, value.toString()));
    if (status >= SERVER_ERRORS) {
      span.setAttribute("error.type", Integer.toString(status));
      span.setStatus(StatusCode.ERROR);
    }
  }

  @Override
  public void end() {
    scope.close();
    span.end();
  }
}
