package caplab.http;

import caplab.http.Problem.Kind;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns what came over the wire into a {@link Request} that is within the limits. */
final class Intake {

  private final int maxValueBytes;

  Intake(int maxValueBytes) {
    this.maxValueBytes = maxValueBytes;
  }

  /**
   * @param share gets what the body weighs
   */
  Request request(
      org.eclipse.jetty.server.Request wire,
      RouteTable.Match.Found found,
      Identity identity,
      Optional<String> user,
      long deadlineNanos,
      Room.Share share) {
    refuseOtherTransferCodings(wire);
    Map<String, String> parameters = new LinkedHashMap<>();
    found.raw().forEach((name, raw) -> parameters.put(name, parameter(name, raw)));
    Optional<String> value = Optional.ofNullable(parameters.get("value"));
    Map<String, String> query = Query.read(wire.getHttpURI().getQuery(), found.route());
    Body body = new Body(wire, maxValueBytes, deadlineNanos, share);
    if (found.route().takesBody()) {
      value = Optional.of(body.read());
    } else if (value.isPresent()) {
      body.refuse();
    }
    return new Request(
        wire.getMethod(),
        wire.getHttpURI().getPath(),
        parameters,
        Optional.ofNullable(parameters.get("key")),
        value,
        wire.getHeaders()::getValuesList,
        query,
        cookies(wire.getHeaders().getValuesList("cookie")),
        identity.requestId(),
        identity.span(),
        user,
        deadlineNanos);
  }

  /** What is not undone here would be taken for the value (RFC 9112, 6.1). */
  private static void refuseOtherTransferCodings(org.eclipse.jetty.server.Request wire) {
    List<String> codings = FieldList.elements(wire.getHeaders().getValuesList("Transfer-Encoding"));
    if (codings.size() > 1 || !codings.stream().allMatch("chunked"::equalsIgnoreCase)) {
      throw new Problem(Kind.NOT_IMPLEMENTED, "The only transfer coding understood is chunked");
    }
  }

  private String parameter(String name, String raw) {
    boolean value = name.equals("value");
    if (raw.equals(".") || raw.equals("..") || (value && raw.isEmpty())) {
      throw new Problem(
          Kind.BAD_REQUEST,
          value
              ? "The path ends where its value should be, perhaps as a client cut . or .. off: send"
                  + " the value as the body of /write/{key}"
              : "Clients and proxies cut . and .. out of a path: in a key, write %2E");
    }
    if (name.equals("key")) {
      return PathText.key(raw);
    }
    String text = PathText.segment(raw);
    if (value && text.getBytes(StandardCharsets.UTF_8).length > maxValueBytes) {
      throw new Problem(Kind.TOO_LARGE, "A value has at most " + maxValueBytes + " bytes")
          .with("max_value_bytes", maxValueBytes);
    }
    return text;
  }

  static Map<String, String> cookies(List<String> lines) {
    if (lines.isEmpty()) {
      return Map.of();
    }
    Map<String, String> cookies = new HashMap<>();
    for (String pair : String.join(";", lines).split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        String value = pair.substring(equals + 1).strip();
        cookies.putIfAbsent(pair.substring(0, equals).strip(), unquoted(value));
      }
    }
    return cookies;
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
