package caplab.lab;

import caplab.lab.model.UserError;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads amounts with their units. */
final class Amount {

  private static final Pattern TIME = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s)");
  private static final Pattern PERCENT = Pattern.compile("(\\d+(?:\\.\\d+)?)%");
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

  /** {@code 5%} as 0.05. */
  static double share(String text) {
    Matcher read = PERCENT.matcher(text);
    if (read.matches() && Double.parseDouble(read.group(1)) <= 100) {
      return Double.parseDouble(read.group(1)) / 100;
    }
    throw UserError.usage("a loss is for example 5%, from 0% to 100%, not " + text);
  }
}
