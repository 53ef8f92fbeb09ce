package caplab.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** Writes answers: what every response carries, then the body with its exact length. */
final class Exchange {

  static final String JSON = "application/json";
  static final String PROBLEM = "application/problem+json";

  /** What an answer looks like on the wire. */
  record Written(int status, int bytes) {}

  private Exchange() {}

  static Written answer(HttpServletResponse wire, Identity identity, Answer answer)
      throws IOException {
    byte[] body =
        answer
            .text()
            .map(text -> text.content().getBytes(java.nio.charset.StandardCharsets.UTF_8))
            .orElseGet(() -> Json.bytes(answer.body()));
    String type = answer.text().map(Answer.Text::contentType).orElse(JSON);
    return write(wire, identity, answer.status(), answer.headers(), type, body);
  }

  static Written problem(
      HttpServletResponse wire, Identity identity, Problem problem, String instance)
      throws IOException {
    byte[] body = Json.bytes(Problems.body(problem, instance, identity.requestId()));
    return write(wire, identity, problem.kind().status, problem.headers(), PROBLEM, body);
  }

  private static Written write(
      HttpServletResponse wire,
      Identity identity,
      int status,
      Map<String, String> headers,
      String type,
      byte[] body)
      throws IOException {
    wire.setStatus(status);
    common(wire::setHeader, identity);
    headers.forEach(wire::setHeader);
    if (status == 304 || status == 204) {
      wire.setContentType(null);
      return new Written(status, 0);
    }
    wire.setContentType(type);
    wire.setContentLength(body.length);
    wire.getOutputStream().write(body);
    return new Written(status, body.length);
  }

  /** Takes a header's name and value. */
  interface Headers {
    void set(String name, String value);
  }

  static void common(Headers headers, Identity identity) {
    headers.set("X-Request-ID", identity.requestId());
    headers.set("X-Correlation-ID", identity.correlationId());
    headers.set("API-Version", "1");
    headers.set("Cache-Control", "no-store");
    if (!identity.traceparent().isEmpty()) {
      headers.set("traceparent", identity.traceparent());
    }
  }
}
