package caplab.http;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An answer taken apart by hand, so that nothing a client library tidies up is missed. */
record Response(int status, Map<String, String> headers, String body) {

  static Response parse(String text) {
    String[] halves = text.split("\r\n\r\n", 2);
    String[] lines = halves[0].split("\r\n");
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      String[] parts = lines[i].split(": ", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
    }
    return new Response(
        Integer.parseInt(lines[0].split(" ")[1]), headers, halves.length > 1 ? halves[1] : "");
  }

  String header(String name) {
    return headers.get(name.toLowerCase(Locale.ROOT));
  }

  JsonNode json() {
    return JsonMapper.shared().readTree(body);
  }

  String member(String name) {
    return json().path(name).asString(null);
  }
}
