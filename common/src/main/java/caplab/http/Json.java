package caplab.http;

import java.util.Arrays;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** JSON as this house writes it: UTF-8, members in the order given, a newline at the end. */
final class Json {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  static byte[] bytes(Map<String, Object> body) {
    byte[] json = MAPPER.writeValueAsBytes(body);
    byte[] line = Arrays.copyOf(json, json.length + 1);
    line[json.length] = '\n';
    return line;
  }
}
