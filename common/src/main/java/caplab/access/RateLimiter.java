package caplab.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.VerboseResult;
import io.github.bucket4j.local.LocalBucketBuilder;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * Counts what each of many may ask, by all rates at once. Its memory is bounded: of more than
 * {@link #MOST} those seen longest ago begin anew.
 */
public final class RateLimiter {

  static final int MOST = 100_000;

  /**
   * What is left after one more request.
   *
   * @param taken whether it may be answered; else nothing was taken
   * @param left by rate, in their order
   * @param waitMs until one can be taken, 0 if it was
   */
  public record Quota(boolean taken, long[] left, long waitMs) {

    /** Of the tightest rate. */
    public long least() {
      long least = Long.MAX_VALUE;
      for (long each : left) {
        least = Math.min(least, each);
      }
      return least;
    }
  }

  private final List<Rate> rates;
  private final TimeMeter time;
  private final Cache<String, Bucket> buckets;

  public RateLimiter(List<Rate> rates) {
    this(rates, TimeMeter.SYSTEM_NANOTIME);
  }

  RateLimiter(List<Rate> rates, TimeMeter time) {
    this.rates = rates;
    this.time = time;
    // A bucket that nobody touched for its longest window is full, so it may as well be forgotten.
    Duration longest =
        rates.stream().map(Rate::window).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    this.buckets = Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(longest).build();
  }

  /** Takes one if all rates have one left. */
  public Quota take(String who) {
    VerboseResult<ConsumptionProbe> result =
        buckets.get(who, first -> full()).asVerbose().tryConsumeAndReturnRemaining(1);
    ConsumptionProbe probe = result.getValue();
    return new Quota(
        probe.isConsumed(),
        result.getDiagnostics().getAvailableTokensPerEachBandwidth(),
        Math.ceilDiv(probe.getNanosToWaitForRefill(), 1_000_000L));
  }

  /** Gives back what was taken for a request that then was not answered for want of another's. */
  public void giveBack(String who) {
    Bucket bucket = buckets.getIfPresent(who);
    if (bucket != null) {
      bucket.addTokens(1);
    }
  }

  private Bucket full() {
    LocalBucketBuilder bucket = Bucket.builder().withCustomTimePrecision(time);
    for (Rate rate : rates) {
      bucket.addLimit(
          limit -> limit.capacity(rate.count()).refillGreedy(rate.count(), rate.window()));
    }
    return bucket.build();
  }

  /** How many are counted now, about. */
  long counted() {
    buckets.cleanUp();
    return buckets.estimatedSize();
  }
}
