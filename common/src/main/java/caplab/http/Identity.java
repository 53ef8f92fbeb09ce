package caplab.http;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * By what names a request is found again: its own id, that of the work it belongs to, and its trace
 * (W3C Trace Context, continued if the caller sent one).
 *
 * @param traceId 32 hexadecimal digits, empty without a valid {@code traceparent}
 * @param traceparent ours, to send back; empty without a valid one from the caller
 */
record Identity(String requestId, String correlationId, String traceId, String traceparent) {

  private static final Pattern TRACEPARENT =
      Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");

  /** Takes what the caller gave where it is well-formed, else makes it. */
  static Identity of(Function<String, String> header) {
    String request = acceptable(header.apply("X-Request-ID")).orElseGet(Identity::fresh);
    String correlation = acceptable(header.apply("X-Correlation-ID")).orElse(request);
    String parent = header.apply("traceparent");
    if (parent == null) {
      return new Identity(request, correlation, "", "");
    }
    Matcher trace = TRACEPARENT.matcher(parent);
    if (!trace.matches() || zero(trace.group(1)) || zero(trace.group(2))) {
      return new Identity(request, correlation, "", "");
    }
    String span = hex(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
    String ours = "00-" + trace.group(1) + "-" + span + "-" + trace.group(3);
    return new Identity(request, correlation, trace.group(1), ours);
  }

  private static Optional<String> acceptable(String id) {
    boolean fine = id != null && !id.isEmpty() && id.length() <= 128;
    for (int i = 0; fine && i < id.length(); i++) {
      char c = id.charAt(i);
      boolean letterOrDigit = c < 0x80 && Character.isLetterOrDigit(c);
      fine = letterOrDigit || c == '.' || c == '_' || c == '-';
    }
    return fine ? Optional.of(id) : Optional.empty();
  }

  private static String fresh() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    return hex(random.nextLong()) + hex(random.nextLong());
  }

  private static String hex(long value) {
    return java.util.HexFormat.of().toHexDigits(value);
  }

  private static boolean zero(String digits) {
    return digits.chars().allMatch(c -> c == '0');
  }
}
