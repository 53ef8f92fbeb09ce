package caplab.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/** What a token is for. No role contains another: a route lists each that it takes. */
public enum Role {
  /** Reads values. */
  READER,
  /** Reads and changes values, and asks what became of a change. */
  WRITER,
  /** Works the breakers, asks what became of any change, and sees health in detail. */
  OPERATOR,
  /** Scrapes the metrics. */
  METRICS;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** Their names in order, with blanks between. */
  public static String words(Set<Role> roles) {
    StringJoiner words = new StringJoiner(" ");
    for (Role role : values()) {
      if (roles.contains(role)) {
        words.add(role.word);
      }
    }
    return words.toString();
  }

  /** The role of this name in lower case; empty if there is none. */
  public static Optional<Role> named(String name) {
    return Arrays.stream(values()).filter(role -> role.toString().equals(name)).findFirst();
  }

  @Override
  public String toString() {
    return word;
  }
}
