package caplab.http;

import caplab.json.Json;
import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

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

  private static final HttpHeader CONTENT_TYPE = HttpHeader.CONTENT_TYPE;
  private static final HttpField JSON_FIELD = new PreEncodedHttpField(CONTENT_TYPE, JSON);
  private static final HttpField VERSION = new PreEncodedHttpField("API-Version", "1");
  private static final HttpField NOT_KEPT =
      new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");

  static Outgoing of(Answer answer) {
    if (answer.status() == 304 || answer.status() == 204) {
      return new Outgoing(answer.status(), answer.headers(), null, new byte[0], answer.audited());
    }
    return answer
        .text()
        .map(text -> of(answer, text.contentType(), text.content()))
        .orElseGet(() -> of(answer, JSON, Json.UTF_8.line(answer.body())));
  }

  private static Outgoing of(Answer answer, String contentType, byte[] body) {
    return new Outgoing(answer.status(), answer.headers(), contentType, body, answer.audited());
  }

  /**
   * @param instance the path asked for, as it was sent
   */
  static Outgoing of(Problem problem, String instance, Identity identity) {
    byte[] body = Json.UTF_8.line(Problems.body(problem, instance, identity.requestId()));
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

  /**
   * Sends it.
   *
   * @param left hears when it is sent, or that it cannot be
   */
  void writeTo(Response wire, Identity identity, Callback left) {
    wire.setStatus(status);
    HttpFields.Mutable fields = wire.getHeaders();
    common(fields, identity);
    headers.forEach(fields::add);
    if (contentType != null) {
      fields.add(contentType.equals(JSON) ? JSON_FIELD : new HttpField(CONTENT_TYPE, contentType));
      fields.add(HttpHeader.CONTENT_LENGTH, body.length);
      wire.write(true, ByteBuffer.wrap(body), left);
    } else {
      // Or Jetty would say of what is not sent that its length is 0 (RFC 9110, 8.6).
      wire.write(false, null, Callback.from(() -> wire.write(true, null, left), left::failed));
    }
  }

  /** What every response carries; none may be kept by anybody on the way (B-6). */
  static void common(HttpFields.Mutable fields, Identity identity) {
    fields.add("X-Request-ID", identity.requestId());
    fields.add("X-Correlation-ID", identity.correlationId());
    fields.add(VERSION);
    fields.add(NOT_KEPT);
    if (!identity.traceparent().isEmpty()) {
      fields.add("traceparent", identity.traceparent());
    }
  }
}
