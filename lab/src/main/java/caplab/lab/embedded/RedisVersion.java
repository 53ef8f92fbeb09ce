package caplab.lab.embedded;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of Redis or Valkey, as far as the format of its files depends on it. */
public record RedisVersion(int major, int minor, int patch) implements Comparable<RedisVersion> {

  /** The oldest from PATH that is taken; older ones give way to the binary that we carry. */
  static final RedisVersion WANTED = new RedisVersion(7, 0, 0);

  private static final Pattern DOTTED = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)");
  private static final Comparator<RedisVersion> FORMAT =
      Comparator.comparingInt(RedisVersion::major).thenComparingInt(RedisVersion::minor);

  /** The first {@code a.b.c} in a text, for example in what {@code --version} prints. */
  static Optional<RedisVersion> in(String text) {
    Matcher found = DOTTED.matcher(text);
    return found.find()
        ? Optional.of(new RedisVersion(number(found, 1), number(found, 2), number(found, 3)))
        : Optional.empty();
  }

  /** Whether files written by this one may be unreadable to the other. */
  boolean writesNewerFormatThan(RedisVersion other) {
    return FORMAT.compare(this, other) > 0;
  }

  @Override
  public int compareTo(RedisVersion other) {
    return FORMAT.thenComparingInt(RedisVersion::patch).compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }

  private static int number(Matcher found, int group) {
    return Integer.parseInt(found.group(group));
  }
}
