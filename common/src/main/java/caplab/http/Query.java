package caplab.http;

import caplab.http.Parameter.In;
import caplab.http.Problem.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a query string. What a route does not know, and what is there twice, is refused: a misspelt
 * wish must not be granted as none.
 */
final class Query {

  private Query() {}

  /**
   * Names to values, decoded.
   *
   * @param raw null if there is none
   */
  static Map<String, String> read(String raw, Route route) {
    if (raw == null) {
      return Map.of();
    }
    List<Parameter> known =
        route.parameters().stream().filter(each -> each.in() == In.QUERY).toList();
    Map<String, String> query = new LinkedHashMap<>();
    for (String pair : raw.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      String[] parts = pair.split("=", 2);
      String name = PathText.query(parts[0]);
      String value = parts.length > 1 ? PathText.query(parts[1]) : "";
      check(name, value, known);
      if (query.putIfAbsent(name, value) != null) {
        throw new Problem(Kind.BAD_REQUEST, name + " may be asked once only");
      }
    }
    return query;
  }

  private static void check(String name, String value, List<Parameter> known) {
    Parameter parameter =
        known.stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(() ->
                new Problem(Kind.BAD_REQUEST, "Nothing here is named " + name)
                    .with("known", known.stream().map(Parameter::name).toList()));
    if (!parameter.oneOf().isEmpty() && !parameter.oneOf().contains(value)) {
      throw new Problem(
              Kind.BAD_REQUEST, name + " takes one of: " + String.join(", ", parameter.oneOf()))
          .with("known", parameter.oneOf());
    }
  }
}
