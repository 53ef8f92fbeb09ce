package caplab.http;

import caplab.http.Problem.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of routes as an OpenAPI 3.1 document. */
final class OpenApi {

  private static final Pattern PARAMETER = Pattern.compile("\\{([a-z]+)}");

  private OpenApi() {}

  static Map<String, Object> document(Service service, List<Route> routes) {
    Map<String, Object> paths = new LinkedHashMap<>();
    for (Route route : routes) {
      @SuppressWarnings("unchecked") // put there by this loop
      Map<String, Object> item =
          (Map<String, Object>)
              paths.computeIfAbsent(route.path(), path -> new LinkedHashMap<String, Object>());
      item.put(route.method().toLowerCase(Locale.ROOT), operation(route));
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put(
        "info", Map.of("title", service.name(), "version", "1", "description", service.summary()));
    document.put("servers", List.of(Map.of("url", "/"), Map.of("url", "/v1")));
    document.put("paths", paths);
    document.put("components", Map.of("schemas", Map.of("Problem", problem())));
    return document;
  }

  private static Map<String, Object> operation(Route route) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("summary", route.summary());
    operation.put("operationId", id(route));
    operation.put("parameters", parameters(route));
    if (route.takesBody()) {
      operation.put(
          "requestBody",
          Map.of(
              "required",
              true,
              "content",
              Map.of("*/*", Map.of("schema", Map.of("type", "string")))));
    }
    Map<String, Object> responses = new LinkedHashMap<>();
    responses.put("200", Map.of("description", route.summary()));
    responses.put(
        "default",
        Map.of(
            "description",
            "A refusal",
            "content",
            Map.of(
                "application/problem+json",
                Map.of("schema", Map.of("$ref", "#/components/schemas/Problem")))));
    operation.put("responses", responses);
    return operation;
  }

  private static String id(Route route) {
    String path = route.path().replaceAll("[^a-z]+", "_").replaceAll("^_|_$", "");
    return route.method().toLowerCase(Locale.ROOT) + (path.isEmpty() ? "_index" : "_" + path);
  }

  private static List<Map<String, Object>> parameters(Route route) {
    List<Map<String, Object>> parameters = new ArrayList<>();
    Matcher inPath = PARAMETER.matcher(route.path());
    while (inPath.find()) {
      parameters.add(parameter(inPath.group(1), "path", true));
    }
    for (Parameter each : route.parameters()) {
      Map<String, Object> parameter =
          parameter(each.name(), each.in().name().toLowerCase(Locale.ROOT), false);
      parameter.put("description", each.summary());
      if (!each.oneOf().isEmpty()) {
        parameter.put("schema", Map.of("type", "string", "enum", each.oneOf()));
      }
      parameters.add(parameter);
    }
    return parameters;
  }

  private static Map<String, Object> parameter(String name, String in, boolean required) {
    Map<String, Object> parameter = new LinkedHashMap<>();
    parameter.put("name", name);
    parameter.put("in", in);
    parameter.put("required", required);
    parameter.put("schema", Map.of("type", "string"));
    return parameter;
  }

  private static Map<String, Object> problem() {
    Map<String, Object> members = new LinkedHashMap<>();
    for (String text : List.of("type", "title", "detail", "instance", "request_id", "advice")) {
      members.put(text, Map.of("type", "string"));
    }
    List<Integer> statuses = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      statuses.add(kind.status);
    }
    members.put("status", Map.of("type", "integer", "enum", statuses));
    members.put("outcome", Map.of("enum", List.of("not_applied", "unknown")));
    return Map.of("type", "object", "properties", members);
  }
}
