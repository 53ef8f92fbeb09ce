package caplab.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** JSON as this house writes it: UTF-8, members in the order given, a newline at the end. */
final class Json {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  static byte[] bytes(Map<String, Object> body) {
    return (MAPPER.writeValueAsString(body) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
