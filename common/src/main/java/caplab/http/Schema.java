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

  @SuppressWarnings("unchecked") // put there by object() and optional()
  private Map<String, Object> cast(String keyword) {
    return (Map<String, Object>) json.get(keyword);
  }

  private Schema with(String keyword, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(json);
    more.put(keyword, value);
    return new Schema(more);
  }
}
