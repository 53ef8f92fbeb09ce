package caplab.http;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** JSON as this house writes it: UTF-8, members in the order given, a newline at the end. */
final class Json {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int USUAL_LENGTH = 512;

  private Json() {}

  static byte[] bytes(Map<String, Object> body) {
    StringBuilder json = new StringBuilder(USUAL_LENGTH);
    write(body, json);
    return json.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  /** What nearly every answer is made of; Jackson knows the rest. */
  private static void write(Object value, StringBuilder json) {
    switch (value) {
      case null -> json.append("null");
      case String text when plain(text) -> json.append('"').append(text).append('"');
      case Integer number -> json.append(number.intValue());
      case Long number -> json.append(number.longValue());
      case Boolean flag -> json.append(flag.booleanValue());
      case Map<?, ?> members -> write(members, json);
      case Collection<?> items -> write(items, json);
      default -> json.append(MAPPER.writeValueAsString(value));
    }
  }

  private static void write(Map<?, ?> members, StringBuilder json) {
    json.append('{');
    String before = "";
    for (Map.Entry<?, ?> member : members.entrySet()) {
      json.append(before);
      write(member.getKey().toString(), json);
      json.append(':');
      write(member.getValue(), json);
      before = ",";
    }
    json.append('}');
  }

  private static void write(Collection<?> items, StringBuilder json) {
    json.append('[');
    String before = "";
    for (Object item : items) {
      json.append(before);
      write(item, json);
      before = ",";
    }
    json.append(']');
  }

  /** Whether nothing in a text needs an escape; what is no ASCII is left to whoever knows it. */
  private static boolean plain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7f || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }
}
