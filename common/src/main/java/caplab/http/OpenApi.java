package caplab.http;

import caplab.http.Problem.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of routes as an OpenAPI 3.1 document that a client can be generated from. */
final class OpenApi {

  private static final Pattern PARAMETER = Pattern.compile("\\{([a-z]+)}");

  private final Service service;
  private final Gate gate;
  private final Map<String, Object> schemas = new LinkedHashMap<>();

  private OpenApi(Service service, Gate gate) {
    this.service = service;
    this.gate = gate;
  }

  /**
   * @param gate which tokens it asks for and what it limits is described, too
   */
  static Map<String, Object> document(Service service, List<Route> routes, Gate gate) {
    return new OpenApi(service, gate).document(routes);
  }

  private Map<String, Object> document(List<Route> routes) {
    schemas.put("Problem", Schemas.problem().json());
    Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
    for (Route route : routes) {
      Map<String, Object> item = paths.computeIfAbsent(route.path(), path -> new LinkedHashMap<>());
      item.put(route.method().toLowerCase(Locale.ROOT), operation(route, false));
      if (route.method().equals("GET")) {
        item.put("head", operation(route, true));
      }
    }
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("title", service.name());
    info.put("version", "1");
    info.put("description", service.summary());
    info.put("license", Map.of("name", "Apache License 2.0", "identifier", "Apache-2.0"));
    Map<String, Object> components = new LinkedHashMap<>();
    components.put("schemas", schemas);
    components.put("examples", used(examples(), "examples", paths));
    components.put("headers", used(ApiHeaders.answered(), "headers", paths));
    components.put("parameters", ApiHeaders.asked());
    components.put("securitySchemes", Security.schemes(gate));
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put("info", info);
    document.put("servers", List.of(Map.of("url", "/"), Map.of("url", "/v1")));
    document.put("security", List.of());
    document.put("paths", paths);
    document.put("components", components);
    return document;
  }

  private Map<String, Object> operation(Route route, boolean head) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("summary", head ? route.summary() + ": the headers alone" : route.summary());
    operation.put("description", Security.words(route.access()));
    operation.put("operationId", (head ? "head_" : "") + id(route));
    operation.put("parameters", parameters(route));
    if (route.takesBody()) {
      operation.put(
          "requestBody",
          Map.of(
              "description",
              "The value, whatever its Content-Type; the empty one with Content-Length: 0",
              "required",
              true,
              "content",
              Map.of(
                  "text/plain",
                  Map.of(
                      "schema",
                      Schema.text().json(),
                      "examples",
                      Map.of("example", Map.of("value", "value1"))))));
    }
    if (gate.controlled()) {
      operation.put("security", Security.asked(route.access()));
    }
    operation.put("responses", responses(route, head));
    return operation;
  }

  private static String id(Route route) {
    String path = route.path().replaceAll("[^a-z]+", "_").replaceAll("^_|_$", "");
    return route.method().toLowerCase(Locale.ROOT) + (path.isEmpty() ? "_index" : "_" + path);
  }

  private Map<String, Object> responses(Route route, boolean head) {
    Map<String, Map<String, Object>> responses = new TreeMap<>();
    for (Described answer : route.answers()) {
      Map<String, Object> response = response(responses, answer.status(), answer.summary());
      answer.headers().forEach(name -> header(response, name));
      limits(route, response);
      if (!answer.media().isEmpty() && !head) {
        Map<String, Object> example = Map.of("value", answer.schema().sample());
        String media = answer.media().replaceFirst(";.*", "");
        content(response, media, schema(answer), "example", example);
      }
    }
    for (Kind kind : gate.refusals(route)) {
      Map<String, Object> response = response(responses, kind.status, kind.title);
      kind.headers().stream().filter(this::isSent).forEach(name -> header(response, name));
      limits(route, response);
      if (!head) {
        Map<String, Object> example = ref("examples", kind.name());
        content(response, Outgoing.PROBLEM, ref("schemas", "Problem"), kind.name(), example);
      }
    }
    return new LinkedHashMap<>(responses);
  }

  /** Challenges are for those who are asked for a token. */
  private boolean isSent(String header) {
    return gate.controlled() || !header.equals("WWW-Authenticate");
  }

  private void limits(Route route, Map<String, Object> response) {
    if (gate.limited() && route.access().limited()) {
      header(response, "RateLimit-Policy");
      header(response, "RateLimit");
    }
  }

  private Map<String, Object> schema(Described answer) {
    if (answer.name().isEmpty()) {
      return answer.schema().json();
    }
    schemas.put(answer.name(), answer.schema().json());
    return ref("schemas", answer.name());
  }

  private static Map<String, Object> response(
      Map<String, Map<String, Object>> responses, int status, String summary) {
    Map<String, Object> response =
        responses.computeIfAbsent(Integer.toString(status), code -> new LinkedHashMap<>());
    response.merge("description", summary, (one, other) -> one + "; or: " + other);
    ApiHeaders.ALWAYS.forEach(name -> header(response, name));
    return response;
  }

  private static void header(Map<String, Object> response, String name) {
    inside(response, "headers").put(name, ref("headers", name));
  }

  private static void content(
      Map<String, Object> response,
      String media,
      Map<String, Object> schema,
      String name,
      Map<String, Object> example) {
    Map<String, Object> body = inside(inside(response, "content"), media);
    body.put("schema", schema);
    if (!example.isEmpty()) {
      inside(body, "examples").put(name, example);
    }
  }

  @SuppressWarnings("unchecked") // put there by this method
  private static Map<String, Object> inside(Map<String, Object> outer, String name) {
    return (Map<String, Object>)
        outer.computeIfAbsent(name, key -> new LinkedHashMap<String, Object>());
  }

  /** Those that the paths refer to: a linter calls the others mistakes. */
  private static Map<String, Object> used(
      Map<String, Object> components, String kind, Map<String, Map<String, Object>> paths) {
    Set<String> targets = new HashSet<>();
    targets(paths, targets);
    components.keySet().removeIf(name -> !targets.contains("#/components/" + kind + "/" + name));
    return components;
  }

  private static void targets(Object tree, Set<String> found) {
    if (tree instanceof Map<?, ?> map) {
      if (map.get("$ref") instanceof String target) {
        found.add(target);
      }
      map.values().forEach(value -> targets(value, found));
    } else if (tree instanceof List<?> list) {
      list.forEach(value -> targets(value, found));
    }
  }

  /** One for each refusal there is. */
  private static Map<String, Object> examples() {
    Map<String, Object> examples = new LinkedHashMap<>();
    for (Kind kind : Kind.values()) {
      Map<String, Object> body =
          Problems.body(new Problem(kind, kind.title), "/", "4bf92f3577b34da6a3ce929d0e0e4736");
      if (kind.headers().contains("Retry-After")) {
        body.put("retry_after_ms", 1_200);
      }
      examples.put(kind.name(), Map.of("summary", kind.title, "value", body));
    }
    return examples;
  }

  private List<Map<String, Object>> parameters(Route route) {
    List<Map<String, Object>> parameters = new ArrayList<>();
    Matcher inPath = PARAMETER.matcher(route.path());
    while (inPath.find()) {
      String name = inPath.group(1);
      parameters.add(parameter(name, "path", true, inPath(name), "In the path, percent-encoded"));
    }
    for (Parameter each : route.parameters()) {
      String in = each.in().name().toLowerCase(Locale.ROOT);
      parameters.add(parameter(each.name(), in, false, each.schema(), each.summary()));
    }
    ApiHeaders.asked().keySet().forEach(name -> parameters.add(ref("parameters", name)));
    return parameters;
  }

  private Schema inPath(String name) {
    return switch (name) {
      case "key" -> Schemas.KEY;
      case "node" -> Schema.oneOf(service.nodes().stream().map(node -> node.name()).toList());
      default -> Schema.text(1, Parameter.CHARACTERS_MOST);
    };
  }

  static Map<String, Object> parameter(
      String name, String in, boolean required, Schema schema, String description) {
    Map<String, Object> parameter = new LinkedHashMap<>();
    parameter.put("name", name);
    parameter.put("in", in);
    parameter.put("description", description);
    parameter.put("required", required);
    parameter.put("schema", schema.json());
    return parameter;
  }

  private static Map<String, Object> ref(String kind, String name) {
    return Map.of("$ref", "#/components/" + kind + "/" + name);
  }
}
