package caplab.access;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many requests are taken in how long, as {@code 100/minute}. They may come at once; then what
 * was taken comes back evenly.
 *
 * @param count 1 to 1,000,000
 */
public record Rate(long count, Unit unit) {

  /** A time, by the name that also names the policy in {@code RateLimit}. */
  public enum Unit {
    SECOND(1),
    MINUTE(60),
    HOUR(3_600),
    DAY(86_400);

    final int seconds;

    Unit(int seconds) {
      this.seconds = seconds;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,7})/(second|minute|hour|day)");
  private static final long MOST = 1_000_000;

  /**
   * Reads a list with commas between, or {@code off} as none.
   *
   * @throws IllegalArgumentException whose message completes the sentence "RATE_LIMIT ..."
   */
  public static List<Rate> parseAll(String text) {
    if (text.equals("off")) {
      return List.of();
    }
    List<Rate> rates = new ArrayList<>();
    for (String entry : text.split(",", -1)) {
      Rate rate = parse(entry.strip());
      if (rates.stream().anyMatch(other -> other.unit == rate.unit)) {
        throw new IllegalArgumentException("names a limit per " + rate.unit + " twice");
      }
      rates.add(rate);
    }
    return List.copyOf(rates);
  }

  private static Rate parse(String entry) {
    Matcher rate = TEXT.matcher(entry);
    long count = rate.matches() ? Long.parseLong(rate.group(1)) : 0;
    if (count < 1 || count > MOST) {
      throw new IllegalArgumentException(
          "must be off, or limits such as 1000/hour,100/minute: a whole number from 1 to 1000000 per"
              + " second, minute, hour or day, not "
              + entry);
    }
    return new Rate(count, Unit.valueOf(rate.group(2).toUpperCase(Locale.ROOT)));
  }

  Duration window() {
    return Duration.ofSeconds(unit.seconds);
  }

  /** Seconds, rounded up, until one more than now may be asked. */
  long secondsForOne() {
    return Math.max(1, Math.ceilDiv(unit.seconds, count));
  }
}
