package caplab.http;

import caplab.http.Problem.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an {@code If-Match} or {@code If-None-Match} says: {@code *}, or a list of entity tags (RFC
 * 9110, 5.6.1, 8.8.3 and 13.1). Several lines are one list; white space around elements and empty
 * elements mean nothing. What is there and is not exactly this is refused, an empty header too: an
 * unset variable in a script is not the wish for no condition.
 */
public sealed interface EntityTags {

  /** {@code *}. */
  record Any() implements EntityTags {}

  /** At least one tag, in order. */
  record Listed(List<Tag> tags) implements EntityTags {}

  /**
   * One tag.
   *
   * @param opaque what stands between the quotes
   */
  record Tag(boolean weak, String opaque) {}

  /**
   * Reads all lines of one header field; empty if there is no line.
   *
   * @param name for whoever reads the refusal
   * @throws Problem 400 if the lines are neither {@code *} nor a list of tags
   */
  static Optional<EntityTags> of(String name, List<String> lines) {
    return lines.isEmpty() ? Optional.empty() : Optional.of(new Reader(name, lines).read());
  }

  /** Reads from left to right; a comma inside quotes belongs to its tag. */
  final class Reader {
    private final String name;
    private final String text;
    private int at;

    private Reader(String name, List<String> lines) {
      this.name = name;
      this.text = String.join(",", lines);
    }

    private EntityTags read() {
      boolean any = false;
      List<Tag> tags = new ArrayList<>();
      for (skipEmpty(); at < text.length(); skipEmpty()) {
        if (text.charAt(at) == '*') {
          at++;
          if (any) {
            throw bad();
          }
          any = true;
        } else {
          tags.add(tag());
        }
        skip(" \t");
        if (at < text.length() && text.charAt(at) != ',') {
          throw bad();
        }
      }
      if (any != tags.isEmpty()) {
        throw bad();
      }
      return any ? new Any() : new Listed(List.copyOf(tags));
    }

    private Tag tag() {
      boolean weak = text.startsWith("W/", at);
      int open = weak ? at + 2 : at;
      int close = open < text.length() ? text.indexOf('"', open + 1) : -1;
      if (close < 0 || text.charAt(open) != '"') {
        throw bad();
      }
      String opaque = text.substring(open + 1, close);
      if (!opaque.chars().allMatch(c -> c == 0x21 || (c >= 0x23 && c != 0x7F))) {
        throw bad();
      }
      at = close + 1;
      return new Tag(weak, opaque);
    }

    private void skipEmpty() {
      skip(" \t,");
    }

    private void skip(String characters) {
      while (at < text.length() && characters.indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    private Problem bad() {
      return new Problem(
          Kind.BAD_REQUEST, name + " takes * or entity tags in quotes, as \"3\", \"4\"; not this");
    }
  }
}
