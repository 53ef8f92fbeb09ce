package caplab.http;

import caplab.http.Problem.Kind;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Problems as RFC 9457 bodies, and the table of all of them as {@code docs/errors.md} shows it. */
public final class Problems {

  private Problems() {}

  /**
   * @param instance the path asked for, as it was sent
   */
  static Map<String, Object> body(Problem problem, String instance, String requestId) {
    Kind kind = problem.kind();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", type(kind));
    body.put("title", kind.title);
    body.put("status", kind.status);
    body.put("detail", problem.detail().orElse(kind.title));
    body.put("instance", instance);
    body.put("request_id", requestId);
    body.put("outcome", kind.outcome);
    body.put("advice", kind.advice);
    body.putAll(problem.members());
    return body;
  }

  /** The problem that a status stands for when Jetty refused before any route was asked. */
  static Problem ofStatus(int status, String detail) {
    Kind found =
        Arrays.stream(Kind.values())
            .filter(kind -> kind.status == status)
            .findFirst()
            .orElse(Kind.BAD_REQUEST);
    return new Problem(found, detail);
  }

  /** The table of {@link Kind} in Markdown. */
  public static String markdown() {
    StringBuilder table = new StringBuilder("| status | title | outcome | what to do |\n");
    table.append("| --- | --- | --- | --- |\n");
    for (Kind kind : Kind.values()) {
      table.append(
          "| %d | %s | `%s` | %s |\n"
              .formatted(kind.status, kind.title, kind.outcome, kind.advice));
    }
    return table.toString();
  }

  static String type(Kind kind) {
    return "urn:caplab:problem:" + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
