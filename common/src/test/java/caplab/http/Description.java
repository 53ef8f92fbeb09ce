package caplab.http;

import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Holds answers against an OpenAPI document: of what is described nothing is missing or otherwise,
 * and nothing is there that is not described. It knows the keywords that {@link Schema} writes.
 */
public final class Description {

  private static final Set<String> OF_THE_WIRE =
      Set.of("connection", "content-length", "content-type", "date", "transfer-encoding", "vary");

  private final JsonNode document;
  private final Set<String> seen = new ConcurrentSkipListSet<>();

  public Description(String document) {
    this.document = JsonMapper.shared().readTree(document);
  }

  /** What is wrong with an answer; also notes that it was seen. */
  public List<String> faults(
      String method, String target, int status, HttpHeaders headers, String body) {
    Optional<String> path = path(target.replaceFirst("\\?.*", ""));
    JsonNode operation =
        path.map(it -> document.path("paths").path(it).path(method.toLowerCase(Locale.ROOT)))
            .orElse(document.path("none"));
    List<String> faults = new ArrayList<>();
    if (operation.isMissingNode()) {
      if (status < 400) {
        faults.add("is no operation");
      }
      return faults;
    }
    JsonNode response = operation.path("responses").path(Integer.toString(status));
    seen.add(method + " " + path.orElseThrow() + " " + status);
    if (response.isMissingNode()) {
      faults.add("undescribed status");
      return faults;
    }
    headers(response.path("headers"), headers, faults);
    String type = headers.firstValue("content-type").orElse("").replaceFirst(";.*", "");
    JsonNode media = response.path("content").path(type);
    if (media.isMissingNode() && !body.isEmpty()) {
      faults.add("undescribed media type " + type);
    } else if (type.endsWith("json") && !body.isEmpty()) {
      check("body", JsonMapper.shared().readTree(body), media.path("schema"), faults);
    }
    return faults;
  }

  /** Described answers that no test saw, as {@code METHOD path status}. */
  public Set<String> unseen() {
    return unseen(status -> true);
  }

  /** Those that only the service itself can give, and not the HTTP side before it. */
  public Set<String> unseenOfItsOwn() {
    return unseen(Set.of("200", "304", "404", "409", "412", "422", "503", "504", "507")::contains);
  }

  private Set<String> unseen(Predicate<String> asked) {
    Set<String> unseen = new TreeSet<>();
    document
        .path("paths")
        .propertyStream()
        .forEach(path ->
            path.getValue()
                .propertyStream()
                .forEach(operation ->
                    operation.getValue().path("responses").propertyNames().stream()
                        .filter(asked)
                        .forEach(status ->
                            unseen.add(
                                operation.getKey().toUpperCase(Locale.ROOT)
                                    + " "
                                    + path.getKey()
                                    + " "
                                    + status))));
    unseen.removeAll(seen);
    return unseen;
  }

  /** What is wrong with its examples: each answer with a body has one at least. */
  public List<String> faultsOfExamples() {
    List<String> faults = new ArrayList<>();
    for (JsonNode content : document.path("paths").findValues("content")) {
      for (Map.Entry<String, JsonNode> media : content.properties()) {
        JsonNode schema = media.getValue().path("schema");
        JsonNode examples = media.getValue().path("examples");
        if (examples.isEmpty()) {
          faults.add("no example of " + content);
        }
        examples.forEach(
            example -> check(media.getKey(), resolved(example).path("value"), schema, faults));
      }
    }
    return faults;
  }

  private Optional<String> path(String asked) {
    String[] segments = asked.replaceFirst("^/v1(?=/|$)", "").split("/", -1);
    return document.path("paths").propertyNames().stream()
        .filter(template -> fits(template.split("/", -1), segments))
        .min((one, other) -> Boolean.compare(one.contains("{"), other.contains("{")));
  }

  private static boolean fits(String[] template, String[] segments) {
    boolean fits = template.length == segments.length;
    for (int i = 0; fits && i < segments.length; i++) {
      fits = template[i].startsWith("{") || template[i].equals(segments[i]);
    }
    return fits;
  }

  private void headers(JsonNode described, HttpHeaders headers, List<String> faults) {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    described
        .propertyStream()
        .forEach(header -> {
          names.add(header.getKey());
          JsonNode schema = resolved(header.getValue()).path("schema");
          for (String value : headers.allValues(header.getKey())) {
            boolean whole = schema.path("type").asString("").equals("integer");
            check(
                header.getKey(),
                whole
                    ? JsonMapper.shared().readTree(value)
                    : JsonMapper.shared().valueToTree(value),
                schema,
                faults);
          }
        });
    headers.map().keySet().stream()
        .filter(name -> !names.contains(name) && !OF_THE_WIRE.contains(name))
        .filter(name -> !name.startsWith("access-control-"))
        .forEach(name -> faults.add("undescribed header " + name));
  }

  private JsonNode resolved(JsonNode node) {
    String ref = node.path("$ref").asString("");
    return ref.isEmpty() ? node : document.at(ref.substring(1));
  }

  private void check(String where, JsonNode value, JsonNode reference, List<String> faults) {
    JsonNode schema = resolved(reference);
    List<String> types = new ArrayList<>();
    JsonNode type = schema.path("type");
    (type.isArray() ? type.valueStream() : java.util.stream.Stream.of(type))
        .forEach(it -> types.add(it.asString("")));
    if (!types.contains(typeOf(value)) && !(value.isIntegralNumber() && types.contains("number"))) {
      faults.add(where + " is " + value + ", not " + types);
      return;
    }
    if (schema.has("enum") && schema.path("enum").valueStream().noneMatch(value::equals)) {
      faults.add(where + " is " + value + ", none of " + schema.path("enum"));
    }
    if (value.isString()) {
      text(where, value.asString(), schema, faults);
    }
    if (value.isNumber()
        && (value.asDouble() < schema.path("minimum").asDouble(Double.NEGATIVE_INFINITY)
            || value.asDouble() > schema.path("maximum").asDouble(Double.POSITIVE_INFINITY))) {
      faults.add(where + " is " + value + ", out of range");
    }
    for (int i = 0; value.isArray() && i < value.size(); i++) {
      check(where + "[" + i + "]", value.path(i), schema.path("items"), faults);
    }
    if (value.isObject()) {
      members(where, value, schema, faults);
    }
  }

  private static void text(String where, String value, JsonNode schema, List<String> faults) {
    if (value.length() < schema.path("minLength").asInt(0)
        || value.length() > schema.path("maxLength").asInt(Integer.MAX_VALUE)) {
      faults.add(where + " has " + value.length() + " characters");
    }
    String pattern = schema.path("pattern").asString("");
    if (!Pattern.compile(pattern).matcher(value).find()) {
      faults.add(where + " is " + value + ", not " + pattern);
    }
  }

  private void members(String where, JsonNode value, JsonNode schema, List<String> faults) {
    schema
        .path("required")
        .valueStream()
        .map(name -> name.asString(""))
        .filter(name -> !value.has(name))
        .forEach(name -> faults.add(where + " lacks " + name));
    JsonNode others = schema.path("additionalProperties");
    value
        .propertyStream()
        .forEach(member -> {
          String inside = where + "." + member.getKey();
          JsonNode known = schema.path("properties").path(member.getKey());
          if (!known.isMissingNode()) {
            check(inside, member.getValue(), known, faults);
          } else if (others.isObject()) {
            check(inside, member.getValue(), others, faults);
          } else if (!others.asBoolean(false)) {
            faults.add(inside + " is not described");
          }
        });
  }

  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "string";
      case BOOLEAN -> "boolean";
      case ARRAY -> "array";
      case OBJECT -> "object";
      case NULL -> "null";
      case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
      case BINARY, MISSING, POJO -> "nothing";
    };
  }
}
