package caplab.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Finds the route of a request by the raw segments of its path, before any decoding: an encoded
 * slash stays inside its segment, and what needs no encoding may have one. {@code /v1/...} is the
 * same as {@code /...}; HEAD is GET.
 */
final class RouteTable {

  /** What a method and path lead to. */
  sealed interface Match {

    /** A route, its {@link Route#forms} and the raw text of its parameters by name. */
    record Found(Route route, List<String> forms, Map<String, String> raw) implements Match {}

    /** The path exists, for other methods. */
    record WrongMethod(String allow) implements Match {}

    /** No route has such a path. */
    record Unknown() implements Match {}
  }

  private record Row(List<String> pattern, Route route, List<String> forms) {}

  private final List<Row> rows = new ArrayList<>();

  RouteTable(List<Route> routes) {
    for (Route route : routes) {
      rows.add(new Row(segments(route.path()), route, route.forms()));
    }
  }

  /** All routes in order. */
  List<Route> routes() {
    return rows.stream().map(Row::route).toList();
  }

  /** {@code METHOD path} of all routes that are offered, for whoever took a wrong turn. */
  List<String> listing(Predicate<Route> offered) {
    return rows.stream()
        .filter(row -> offered.test(row.route()))
        .map(row -> row.route().method() + " " + row.route().path())
        .collect(Collectors.toList());
  }

  Match match(String method, String rawPath) {
    String asked = "HEAD".equals(method) ? "GET" : method;
    List<String> path = unversioned(segments(rawPath));
    for (Row row : rows) {
      if (row.route().method().equals(asked) && fits(row.pattern(), path)) {
        return new Match.Found(row.route(), row.forms(), parameters(row.pattern(), path));
      }
    }
    TreeSet<String> allowed = new TreeSet<>();
    for (Row row : rows) {
      if (fits(row.pattern(), path)) {
        allowed.add(row.route().method());
      }
    }
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    return allowed.isEmpty() ? new Match.Unknown() : new Match.WrongMethod(join(allowed));
  }

  private static String join(TreeSet<String> methods) {
    return String.join(", ", methods);
  }

  private static List<String> unversioned(List<String> path) {
    if (!same("v1", path.getFirst())) {
      return path;
    }
    return path.size() == 1 ? List.of("") : path.subList(1, path.size());
  }

  private static List<String> segments(String path) {
    return List.of(path.substring(1).split("/", -1));
  }

  private static boolean fits(List<String> pattern, List<String> path) {
    if (pattern.size() != path.size()) {
      return false;
    }
    for (int i = 0; i < path.size(); i++) {
      if (!parameter(pattern.get(i)) && !same(pattern.get(i), path.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** {@code %6Cive} is {@code live} (RFC 3986, 6.2.2.2). */
  private static boolean same(String literal, String raw) {
    if (raw.indexOf('%') < 0) {
      return literal.equals(raw);
    }
    try {
      return literal.equals(PathText.segment(raw));
    } catch (Problem notText) {
      return false;
    }
  }

  private static Map<String, String> parameters(List<String> pattern, List<String> path) {
    Map<String, String> raw = new LinkedHashMap<>();
    for (int i = 0; i < path.size(); i++) {
      if (parameter(pattern.get(i))) {
        raw.put(pattern.get(i).substring(1, pattern.get(i).length() - 1), path.get(i));
      }
    }
    return raw;
  }

  private static boolean parameter(String segment) {
    return segment.startsWith("{");
  }
}
