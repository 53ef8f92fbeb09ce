package caplab.lab;

import caplab.lab.model.UserError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads amounts with their units. */
final class Amount {

  private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s)");
  private static final Pattern PERCENT = Pattern.compile("(\\d+(?:\\.\\d+)?)%");
  private static final Pattern BYTES = Pattern.compile("(\\d{1,9})(B|KiB)?");
  private static final double DELAY_MS_MAX = 60_000;

  private Amount() {}

  /** {@code 200ms}, {@code 1.5s}; at most a minute. */
  static double milliseconds(String text) {
    return milliseconds(text, DELAY_MS_MAX);
  }

  /** {@code 200ms}, {@code 1.5s}; more than 0, at most {@code mostMs}. */
  static double milliseconds(String text, double mostMs) {
    Matcher read = TIME.matcher(text);
    if (read.matches()) {
      double amount = Double.parseDouble(read.group(1)) * (read.group(2).equals("s") ? 1000 : 1);
      if (amount <= mostMs) {
        return amount;
      }
    }
    throw UserError.usage(
        "a time is for example 200ms or 1.5s, at most %ds, not %s"
            .formatted((long) (mostMs / 1000), text));
  }

  /** {@code 16}, {@code 16B} or {@code 1KiB} in bytes; at least 1. */
  static int bytes(String text, int most) {
    Matcher read = BYTES.matcher(text);
    if (read.matches()) {
      long bytes = Long.parseLong(read.group(1)) * ("KiB".equals(read.group(2)) ? 1024 : 1);
      if (bytes >= 1 && bytes <= most) {
        return (int) bytes;
      }
    }
    throw UserError.usage(
        "a length is for example 16 or 1KiB, at most %d KiB, not %s".formatted(most / 1024, text));
  }

  /** {@code 5%} as 0.05. */
  static double share(String text) {
    Matcher read = PERCENT.matcher(text);
    if (read.matches() && Double.parseDouble(read.group(1)) <= 100) {
      return Double.parseDouble(read.group(1)) / 100;
    }
    throw UserError.usage("a loss is for example 5%, from 0% to 100%, not " + text);
  }
}
