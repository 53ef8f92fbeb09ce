package caplab.json;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonFactoryBuilder;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes JSON, members in the order given. Safe for any number of threads. */
public final class Json {

  /** Every letter as it is. */
  public static final Json UTF_8 = new Json(JsonFactory.builder());

  /** ASCII alone: nothing that a terminal or a reader of lines takes for more than a letter. */
  public static final Json ASCII =
      new Json(JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII));

  private static final int USUAL_LENGTH = 512;

  private final JsonMapper mapper;

  private Json(JsonFactoryBuilder format) {
    mapper = JsonMapper.builder(format.build()).build();
  }

  /** An object and a newline, in UTF-8. */
  public byte[] line(Map<String, Object> body) {
    StringBuilder json = new StringBuilder(USUAL_LENGTH);
    write(body, json);
    return json.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  /** What nearly everything is made of; Jackson knows the rest. */
  public void write(Object value, StringBuilder json) {
    switch (value) {
      case null -> json.append("null");
      case String text when plain(text) -> json.append('"').append(text).append('"');
      case Integer number -> json.append(number.intValue());
      case Long number -> json.append(number.longValue());
      case Double number when Double.isFinite(number) -> json.append(number.doubleValue());
      case Boolean flag -> json.append(flag.booleanValue());
      case Map<?, ?> members -> write(members, json);
      case Collection<?> items -> write(items, json);
      default -> json.append(mapper.writeValueAsString(value));
    }
  }

  private void write(Map<?, ?> members, StringBuilder json) {
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

  private void write(Collection<?> items, StringBuilder json) {
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
