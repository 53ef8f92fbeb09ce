package caplab.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

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

  /** The role of this name in lower case; empty if there is none. */
  public static Optional<Role> named(String name) {
    return Arrays.stream(values()).filter(role -> role.toString().equals(name)).findFirst();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
