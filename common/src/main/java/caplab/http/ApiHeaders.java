package caplab.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The header fields of requests and answers, for the OpenAPI document. */
final class ApiHeaders {

  /** What every answer carries. */
  static final List<String> ALWAYS =
      List.of("X-Request-ID", "X-Correlation-ID", "API-Version", "Cache-Control", "traceparent");

  private static final Schema TRACE = Schema.matching("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  private ApiHeaders() {}

  static Map<String, Object> answered() {
    Map<String, Object> headers = new LinkedHashMap<>();
    put(headers, "X-Request-ID", Schemas.REQUEST_ID, "The caller's if it was one, else a new one");
    put(headers, "X-Correlation-ID", Schemas.REQUEST_ID, "The caller's, else the request's id");
    put(headers, "API-Version", Schema.oneOf("1"), "Of this description");
    put(headers, "Cache-Control", Schema.oneOf("no-store"), "Nobody on the way may keep it");
    put(headers, "traceparent", TRACE, "The caller's trace, continued; else our own, if we trace");
    put(headers, "ETag", Schema.matching("\"(0|[1-9][0-9]*)\""), "The version of the key");
    put(headers, "Retry-After", Schema.whole(1), "Seconds until a request can succeed");
    put(headers, "WWW-Authenticate", Schema.text(), "What is wrong with the token (RFC 6750)");
    put(headers, "RateLimit-Policy", Schema.text(), "How much may be asked, for each time");
    put(headers, "RateLimit", Schema.text(), "What of it is left, and for how many seconds");
    put(headers, "Link", Schema.text(), "rel=\"status\" leads to what became of the write");
    put(headers, "Age", Schema.whole(0), "The bound in whole seconds, if it is known");
    put(headers, "X-Staleness-Ms", Schema.matching("[0-9]+|unknown"), "The bound");
    put(headers, "X-Causal-Context", Schema.text(), "What a next write may supersede");
    put(headers, "X-Session-Token", Schema.text(), "What the session has seen");
    put(headers, "Set-Cookie", Schema.text(), "The same for browsers, as cap_session");
    put(headers, "Vary", Schema.text(), "The request's headers by which the answer was chosen");
    put(headers, "Content-Encoding", Schema.oneOf("gzip"), "If the answer is long and it is taken");
    return headers;
  }

  static Map<String, Object> asked() {
    Map<String, Object> parameters = new LinkedHashMap<>();
    // Any text: what is no name or no trace is not refused, a new one takes its place.
    ask(parameters, "X-Request-ID", "A name for this request, as the answer's");
    ask(parameters, "X-Correlation-ID", "A name for the work it belongs to, as the answer's");
    ask(parameters, "traceparent", "A trace to continue (W3C Trace Context), as the answer's");
    return parameters;
  }

  private static void ask(Map<String, Object> parameters, String name, String why) {
    parameters.put(name, OpenApi.parameter(name, "header", false, Schema.text(), why));
  }

  private static void put(Map<String, Object> headers, String name, Schema schema, String why) {
    headers.put(name, Map.of("description", why, "schema", schema.json()));
  }
}
