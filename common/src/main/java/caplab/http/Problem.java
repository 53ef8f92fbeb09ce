package caplab.http;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A refusal as a value to throw: becomes {@code application/problem+json} (RFC 9457) by the one
 * table in {@link Kind}, each with an outcome (B-6).
 */
public final class Problem extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Every refusal there is: status, title, outcome, and what to do next. */
  public enum Kind {
    BAD_REQUEST(400, "Bad request", "not_applied", "Correct the request, then send it again."),
    UNAUTHORIZED(401, "Credentials needed", "not_applied", "Send a valid token."),
    FORBIDDEN(403, "Not allowed", "not_applied", "Use a token with the role this needs."),
    FOREIGN_PAGE(
        403,
        "Foreign page",
        "not_applied",
        "Name the page's origin in CORS_ORIGINS, or call without a browser."),
    NOT_FOUND(404, "Not found", "not_applied", "Use one of those listed."),
    METHOD_NOT_ALLOWED(405, "Method not allowed", "not_applied", "Use a method that Allow names."),
    NOT_ACCEPTABLE(406, "Not acceptable", "not_applied", "Accept what the detail names."),
    TOO_SLOW(408, "Request too slow", "not_applied", "Send the whole request within the deadline."),
    CONFLICT(409, "In flight", "not_applied", "Wait for the first request with this key to end."),
    PRECONDITION_FAILED(412, "Precondition failed", "not_applied", "Read again, then decide."),
    TOO_LARGE(413, "Too large", "not_applied", "Send a smaller value."),
    URI_TOO_LONG(
        414,
        "Path too long",
        "not_applied",
        "Use a shorter path; a long value is sent as the body."),
    UNSUPPORTED(415, "Unsupported encoding", "not_applied", "Send plain UTF-8."),
    REUSED(422, "Key reused", "not_applied", "Use a new Idempotency-Key for a new request."),
    TOO_MANY(429, "Too many requests", "not_applied", "Wait as Retry-After says."),
    HEADERS_TOO_LARGE(431, "Headers too large", "not_applied", "Send fewer or shorter headers."),
    DEFECT(500, "Defect", "unknown", "Report the request_id: this is an error of the service."),
    NOT_IMPLEMENTED(501, "Not implemented", "not_applied", "Send the body plain or chunked."),
    UNAVAILABLE(
        503, "Unavailable", "not_applied", "Nothing was changed; try again after Retry-After."),
    UNSETTLED(
        503,
        "Not settled yet",
        "unknown",
        "The outcome is that of the write asked about: ask the same link again after Retry-After."),
    UNKNOWN_OUTCOME(
        504,
        "Outcome unknown",
        "unknown",
        "Ask the op link, where there is one, what became of it; where Retry-After is there, the same"
            + " request with the same Idempotency-Key may be sent again."),
    VERSION(505, "HTTP version not supported", "not_applied", "Speak HTTP/1.1."),
    FULL(507, "Nodes are full", "not_applied", "Delete something or add memory, then try again."),
    CROWDED(
        507,
        "Too many siblings",
        "not_applied",
        "Read the key, resolve its siblings, and write with the context that the read answered.");

    public final int status;
    public final String title;
    public final String outcome;
    public final String advice;

    Kind(int status, String title, String outcome, String advice) {
      this.status = status;
      this.title = title;
      this.outcome = outcome;
      this.advice = advice;
    }

    /** What it may carry beside the headers of every answer. */
    List<String> headers() {
      return switch (this) {
        case UNAVAILABLE -> List.of("Retry-After", "X-Staleness-Ms");
        case UNSETTLED, CONFLICT, TOO_MANY -> List.of("Retry-After");
        case UNKNOWN_OUTCOME -> List.of("Retry-After", "Link");
        case PRECONDITION_FAILED -> List.of("ETag");
        case BAD_REQUEST, UNAUTHORIZED, FORBIDDEN -> List.of("WWW-Authenticate");
        case FOREIGN_PAGE,
            NOT_FOUND,
            METHOD_NOT_ALLOWED,
            NOT_ACCEPTABLE,
            TOO_SLOW,
            TOO_LARGE,
            URI_TOO_LONG,
            UNSUPPORTED,
            REUSED,
            HEADERS_TOO_LARGE,
            DEFECT,
            NOT_IMPLEMENTED,
            VERSION,
            FULL,
            CROWDED ->
            List.of();
      };
    }

    /**
     * The kind of a status.
     *
     * @throws IllegalArgumentException if no refusal has it
     */
    public static Kind of(int status) {
      return Arrays.stream(values())
          .filter(kind -> kind.status == status)
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no refusal has status " + status));
    }
  }

  private final Kind kind;
  private final transient Map<String, Object> members = new LinkedHashMap<>();
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  public Problem(Kind kind, String detail) {
    super(detail, null, false, false);
    this.kind = kind;
  }

  /** Adds a member to the body, for example {@code quorum} or {@code op}. */
  public Problem with(String member, Object value) {
    members.put(member, value);
    return this;
  }

  public Problem withHeader(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** Says of the write that was asked about what a refusal of the question cannot change. */
  Problem aboutAnotherWrite() {
    return with("outcome", "unknown");
  }

  /** Adds {@code retry_after_ms} and, rounded up to seconds, at least 1, {@code Retry-After}. */
  public Problem retryAfterMs(long ms) {
    return with("retry_after_ms", ms)
        .withHeader("Retry-After", Long.toString(Math.max(1, (ms + 999) / 1000)));
  }

  public Kind kind() {
    return kind;
  }

  public Map<String, Object> members() {
    return members;
  }

  public Map<String, String> headers() {
    return headers;
  }

  public Optional<String> detail() {
    return Optional.ofNullable(getMessage());
  }
}
