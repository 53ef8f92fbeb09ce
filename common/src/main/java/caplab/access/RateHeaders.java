package caplab.access;

import caplab.access.RateLimiter.Quota;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The fields {@code RateLimit} and {@code RateLimit-Policy}
 * (draft-ietf-httpapi-ratelimit-headers-11): lists with an item for each rate, named by its unit.
 */
public final class RateHeaders {

  private final List<Rate> rates;
  private final String policy;

  public RateHeaders(List<Rate> rates) {
    this.rates = rates;
    this.policy =
        rates.stream()
            .map(rate ->
                "\"%s\";q=%d;w=%d".formatted(rate.unit(), rate.count(), rate.unit().seconds))
            .collect(Collectors.joining(", "));
  }

  /** The quota and window of each rate. */
  public String policy() {
    return policy;
  }

  /**
   * What is left of each, and for how many seconds no more: until the next one comes back, or,
   * where nothing is left, until {@code Retry-After}.
   */
  public String left(Quota quota) {
    StringBuilder text = new StringBuilder(48);
    for (int i = 0; i < rates.size(); i++) {
      Rate rate = rates.get(i);
      long left = quota.left()[i];
      long seconds = left > 0 ? rate.secondsForOne() : Math.ceilDiv(quota.waitMs(), 1_000L);
      text.append(i == 0 ? "\"" : ", \"")
          .append(rate.unit())
          .append("\";r=")
          .append(left)
          .append(";t=")
          .append(Math.max(1, seconds));
    }
    return text.toString();
  }
}
