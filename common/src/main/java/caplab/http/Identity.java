package caplab.http;

import caplab.trace.RequestSpan;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * By what names a request is found again: its own id, that of the work it belongs to, and its trace
 * (W3C Trace Context, continued if the caller sent one).
 *
 * @param traceId 32 hexadecimal digits, empty without a span and without a valid {@code
 *     traceparent}
 * @param traceparent ours, to send back; empty likewise
 * @param span of this request
 */
record Identity(
    String requestId, String correlationId, String traceId, String traceparent, RequestSpan span) {

  private static final Pattern TRACEPARENT =
      Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");

  /** Takes what the caller gave where it is well-formed, else makes it. */
  static Identity of(Function<String, String> header) {
    return of(header, RequestSpan.NONE);
  }

  /** The same for a request of which a span is made. */
  static Identity of(Function<String, String> header, RequestSpan span) {
    String request = acceptable(header.apply("X-Request-ID")).orElseGet(Identity::fresh);
    String correlation = acceptable(header.apply("X-Correlation-ID")).orElse(request);
    String parent = header.apply("traceparent");
    if (parent == null || span != RequestSpan.NONE) {
      return new Identity(request, correlation, span.traceId(), span.traceparent(), span);
    }
    Matcher trace = TRACEPARENT.matcher(parent);
    if (!trace.matches() || zero(trace.group(1)) || zero(trace.group(2))) {
      return new Identity(request, correlation, "", "", span);
    }
    String step = hex(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
    String ours = "00-" + trace.group(1) + "-" + step + "-" + trace.group(3);
    return new Identity(request, correlation, trace.group(1), ours, span);
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
