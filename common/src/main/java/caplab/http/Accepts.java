package caplab.http;

import java.util.List;
import java.util.Locale;

/**
 * Whether a caller takes what a route answers with (RFC 9110, 12.5.1): of the ranges that fit, the
 * most specific one decides.
 */
final class Accepts {

  private Accepts() {}

  static boolean json(List<String> lines) {
    return accepts(lines, "application", "json");
  }

  static boolean text(List<String> lines) {
    return accepts(lines, "text", "plain");
  }

  private static boolean accepts(List<String> lines, String type, String subtype) {
    List<String> ranges = FieldList.elements(lines);
    boolean accepted = ranges.isEmpty();
    int decided = 0;
    for (String range : ranges) {
      List<String> parts = FieldList.parameters(range.toLowerCase(Locale.ROOT));
      int specific = parts.isEmpty() ? 0 : specific(parts.getFirst(), type, subtype);
      if (specific > decided || (specific == decided && specific > 0 && !accepted)) {
        decided = specific;
        accepted = parts.stream().noneMatch(part -> part.matches("q=0?(\\.0*)?"));
      }
    }
    return accepted;
  }

  /** How closely a range names the type; 0 if it does not. */
  private static int specific(String range, String type, String subtype) {
    if (range.equals(type + '/' + subtype)) {
      return 3;
    }
    if (range.equals(type + "/*")) {
      return 2;
    }
    return range.equals("*/*") || range.equals("*") ? 1 : 0;
  }
}
