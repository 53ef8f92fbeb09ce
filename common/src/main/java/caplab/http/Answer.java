package caplab.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One answer of a service's routes: a status, headers of its own, and a body of JSON members in
 * order (maps, lists, strings, numbers, booleans, null). The HTTP side adds what every response
 * carries.
 */
public record Answer(int status, Map<String, String> headers, Map<String, Object> body) {

  public static Answer of(int status, Map<String, Object> body) {
    return new Answer(status, Map.of(), body);
  }

  public Answer withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, more, body);
  }
}
