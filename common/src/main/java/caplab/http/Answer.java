package caplab.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One answer of a service's routes: a status, headers of its own, and a body of JSON members in
 * order (maps, lists, strings, numbers, booleans, null). The HTTP side adds what every response
 * carries.
 *
 * @param text sent as it is instead of {@code body}, for what is not JSON
 * @param audited what the audit tells of it beside its status; not sent
 */
public record Answer(
    int status,
    Map<String, String> headers,
    Map<String, Object> body,
    Optional<Text> text,
    Map<String, Object> audited) {

  /** A body that is not JSON. */
  public record Text(String contentType, byte[] content) {}

  public Answer(int status, Map<String, String> headers, Map<String, Object> body) {
    this(status, headers, body, Optional.empty(), Map.of());
  }

  public static Answer of(int status, Map<String, Object> body) {
    return new Answer(status, Map.of(), body);
  }

  /** An answer of plain text, ending in a newline by the caller's care. */
  public static Answer text(int status, String contentType, String content) {
    return text(status, contentType, content.getBytes(StandardCharsets.UTF_8));
  }

  static Answer text(int status, String contentType, byte[] content) {
    return new Answer(
        status, Map.of(), Map.of(), Optional.of(new Text(contentType, content)), Map.of());
  }

  /** The same for a client that has it already: 304 with these headers and no body. */
  public Answer unmodified() {
    return new Answer(304, headers, Map.of(), Optional.empty(), audited);
  }

  public Answer withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, more, body, text, audited);
  }

  /** The same of which the audit tells this alone: a version, or a dot. */
  public Answer audited(String name, Object value) {
    return new Answer(status, headers, body, text, Map.of(name, value));
  }
}
