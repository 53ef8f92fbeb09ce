package caplab.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * An answer or problem in the bytes that go over the wire.
 *
 * @param audited what the audit tells of it: {@code outcome}, and {@code version} or {@code dot}
 */
record Outgoing(
    int status,
    Map<String, String> headers,
    String contentType,
    byte[] body,
    Map<String, Object> audited) {

  static final String JSON = "application/json";
  static final String PROBLEM = "application/problem+json";

  static Outgoing of(Answer answer) {
    if (answer.status() == 304 || answer.status() == 204) {
      return new Outgoing(answer.status(), answer.headers(), null, new byte[0], answer.audited());
    }
    return answer
        .text()
        .map(text -> of(answer, text.contentType(), text.content()))
        .orElseGet(() -> of(answer, JSON, Json.bytes(answer.body())));
  }

  private static Outgoing of(Answer answer, String contentType, byte[] body) {
    return new Outgoing(answer.status(), answer.headers(), contentType, body, answer.audited());
  }

  /**
   * @param instance the path asked for, as it was sent
   */
  static Outgoing of(Problem problem, String instance, Identity identity) {
    byte[] body = Json.bytes(Problems.body(problem, instance, identity.requestId()));
    return new Outgoing(
        problem.kind().status,
        problem.headers(),
        PROBLEM,
        body,
        Map.of("outcome", outcome(problem)));
  }

  private static Object outcome(Problem problem) {
    return problem.members().getOrDefault("outcome", problem.kind().outcome);
  }

  void writeTo(HttpServletResponse wire, Identity identity) throws IOException {
    wire.setStatus(status);
    common(wire::addHeader, identity);
    headers.forEach(wire::addHeader);
    wire.setContentType(contentType);
    if (contentType != null) {
      wire.setContentLength(body.length);
      wire.getOutputStream().write(body);
    } else {
      // Or Jetty would say of what is not sent that its length is 0 (RFC 9110, 8.6).
      wire.flushBuffer();
    }
  }

  /** What every response carries; none may be kept by anybody on the way (B-6). */
  static void common(BiConsumer<String, String> header, Identity identity) {
    header.accept("X-Request-ID", identity.requestId());
    header.accept("X-Correlation-ID", identity.correlationId());
    header.accept("API-Version", "1");
    header.accept("Cache-Control", "no-store");
    if (!identity.traceparent().isEmpty()) {
      header.accept("traceparent", identity.traceparent());
    }
  }
}
