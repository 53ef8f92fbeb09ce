package caplab.http;

import java.util.ArrayList;
import java.util.List;

/** Parts a header field at its separators, but not inside quoted strings (RFC 9110, 5.6). */
final class FieldList {

  private FieldList() {}

  /**
   * The elements of all lines of a list, without white space around them and without empty ones.
   */
  static List<String> elements(List<String> lines) {
    return lines.isEmpty() ? List.of() : parts(String.join(",", lines), ',');
  }

  /** The parts of one element between semicolons: what it is, then its parameters. */
  static List<String> parameters(String element) {
    return parts(element, ';');
  }

  private static List<String> parts(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? separator : text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (quoted && c == '\\') {
        i++;
      }
      if (i >= text.length() || (c == separator && !quoted)) {
        parts.add(text.substring(start, Math.min(i, text.length())).strip());
        start = i + 1;
      }
    }
    parts.removeIf(String::isEmpty);
    return parts;
  }
}
