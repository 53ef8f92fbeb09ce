package caplab.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a value of JSON looks like, as JSON Schema 2020-12 says it. Objects stay open: what is added
 * later breaks no client.
 *
 * @param json its keywords
 */
public record Schema(Map<String, Object> json) {

  private static Schema of(String type) {
    return new Schema(Map.of("type", type));
  }

  public static Schema text() {
    return of("string");
  }

  /** Text of these lengths, in characters. */
  public static Schema text(int least, int most) {
    return text().with("minLength", least).with("maxLength", most);
  }

  public static Schema matching(String pattern) {
    return text().with("pattern", "^(" + pattern + ")$");
  }

  public static Schema oneOf(String... values) {
    return oneOf(List.of(values));
  }

  public static Schema oneOf(List<String> values) {
    return text().with("enum", values);
  }

  /** A whole number from {@code least}. */
  public static Schema whole(long least) {
    return of("integer").with("format", "int64").with("minimum", least);
  }

  public static Schema whole(long least, long most) {
    return whole(least).with("maximum", most);
  }

  public static Schema number() {
    return of("number");
  }

  public static Schema truth() {
    return of("boolean");
  }

  /** Anything with members of any names. */
  public static Schema open() {
    return of("object").with("additionalProperties", true);
  }

  public static Schema listOf(Schema element) {
    return of("array").with("items", element.json());
  }

  /** Members of any names, all alike. */
  public static Schema mapOf(Schema value) {
    return of("object").with("additionalProperties", value.json());
  }

  /** An object without members yet. */
  public static Schema object() {
    return of("object").with("properties", Map.of()).with("required", List.of());
  }

  /** The same with members that are not named. */
  public Schema andOthers() {
    return with("additionalProperties", true);
  }

  /** The same or null. */
  public Schema orNull() {
    return with("type", List.of(json.get("type"), "null"));
  }

  /** The same with a value as it may be. */
  public Schema like(Object example) {
    return with("examples", List.of(example));
  }

  /** A value as it may be: its own example, else made of those of its parts. */
  Object sample() {
    if (json.get("examples") instanceof List<?> examples) {
      return examples.getFirst();
    }
    if (json.get("enum") instanceof List<?> values) {
      return values.getFirst();
    }
    Object type = json.get("type") instanceof List<?> types ? types.getFirst() : json.get("type");
    return switch ((String) type) {
      case "object" -> members();
      case "array" -> List.of(new Schema(cast("items")).sample());
      case "integer" -> json.get("minimum");
      case "number" -> 0.5;
      case "boolean" -> false;
      default -> "text";
    };
  }

  /** Those that must be there, and one of those of any name. */
  private Map<String, Object> members() {
    Map<String, Object> sample = new LinkedHashMap<>();
    if (json.get("required") instanceof List<?> names) {
      names.forEach(name -> sample.put((String) name, part("properties", (String) name)));
    } else if (json.get("additionalProperties") instanceof Map<?, ?>) {
      sample.put("db_g1", new Schema(cast("additionalProperties")).sample());
    }
    return sample;
  }

  @SuppressWarnings("unchecked") // put there by optional()
  private Object part(String keyword, String name) {
    return new Schema((Map<String, Object>) cast(keyword).get(name)).sample();
  }

  public Schema member(String name, Schema schema) {
    return optional(name, schema).with("required", plus("required", name));
  }

  public Schema optional(String name, Schema schema) {
    Map<String, Object> members = new LinkedHashMap<>((Map<String, ?>) cast("properties"));
    members.put(name, schema.json());
    return with("properties", members);
  }

  private List<Object> plus(String keyword, String name) {
    List<Object> longer = new ArrayList<>((List<?>) json.get(keyword));
    longer.add(name);
    return longer;
  }

  @SuppressWarnings("unchecked") // put there by the methods above
  private Map<String, Object> cast(String keyword) {
    return (Map<String, Object>) json.get(keyword);
  }

  private Schema with(String keyword, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(json);
    more.put(keyword, value);
    return new Schema(more);
  }
}
