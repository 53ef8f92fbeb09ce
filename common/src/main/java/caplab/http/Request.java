package caplab.http;

import caplab.http.Problem.Kind;
import caplab.trace.RequestSpan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One request as a service's routes see it, already checked against the limits.
 *
 * @param key the decoded key of the path, or empty where the route has none
 * @param value the decoded value of a write
 * @param headers all lines of a header field in order, by its name
 * @param query decoded, of names that the route knows
 * @param cookies by name
 * @param span of this request, under which its rounds are drawn
 * @param user the holder of the token; empty if none was asked for
 * @param deadlineNanos {@code System.nanoTime()} by which an answer is due
 */
public record Request(
    String method,
    String path,
    Map<String, String> parameters,
    Optional<String> key,
    Optional<String> value,
    Function<String, List<String>> headers,
    Map<String, String> query,
    Map<String, String> cookies,
    String requestId,
    RequestSpan span,
    Optional<String> user,
    long deadlineNanos) {

  /** All lines of a header field that is a list. */
  public List<String> lines(String lowerCaseName) {
    return headers.apply(lowerCaseName);
  }

  /**
   * The one line of a header field that is no list.
   *
   * @throws Problem 400 if there are several: which of them counts would be a guess
   */
  public Optional<String> header(String lowerCaseName) {
    List<String> lines = lines(lowerCaseName);
    if (lines.size() > 1) {
      throw new Problem(Kind.BAD_REQUEST, lowerCaseName + " may be sent once only");
    }
    return lines.stream().findFirst();
  }

  public Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /** The same in whole milliseconds, as an event loop counts them. */
  public long deadlineMs() {
    return Math.floorDiv(deadlineNanos, 1_000_000L);
  }

  /** Whether {@code ?explain=1} was asked. */
  public boolean explain() {
    return query("explain").filter("1"::equals).isPresent();
  }
}
