package caplab.http;

import java.util.Locale;

/** Whether a caller takes what a route answers with (RFC 9110, 12.5.1). */
final class Accepts {

  private Accepts() {}

  static boolean json(String accept) {
    return accepts(accept, "application", "json");
  }

  static boolean text(String accept) {
    return accepts(accept, "text", "plain");
  }

  private static boolean accepts(String accept, String type, String subtype) {
    if (accept == null || accept.isBlank()) {
      return true;
    }
    for (String part : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
      String[] range = part.split(";", -1);
      String media = range[0].strip();
      boolean named =
          media.equals("*/*") || media.equals(type + "/*") || media.equals(type + "/" + subtype);
      if (named && !refused(range)) {
        return true;
      }
    }
    return false;
  }

  private static boolean refused(String[] range) {
    for (int i = 1; i < range.length; i++) {
      if (range[i].strip().matches("q=0(\\.0{0,3})?")) {
        return true;
      }
    }
    return false;
  }
}
