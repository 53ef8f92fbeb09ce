package caplab.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.VerboseResult;
import io.github.bucket4j.local.LocalBucketBuilder;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Counts what each of many may ask, by all rates at once. Its memory is bounded: of more than
 * {@link #MOST} those seen longest ago begin anew.
 *
 * <p>Each instance counts by itself what it answers, and with a {@link RateStore} also together
 * with the others. So all of them answer as much as the rates say while the store answers in time,
 * and never more than each of them alone would.
 */
public final class RateLimiter {

  static final int MOST = 100_000;

  /**
   * What is left after one more request.
   *
   * @param taken whether it may be answered; else nothing was taken
   * @param left by rate, in their order
   * @param waitMs until one can be taken, 0 if it was
   * @param shared whether it was taken from what all instances share, too
   */
  public record Quota(boolean taken, long[] left, long waitMs, boolean shared) {

    /** Of the tightest rate. */
    public long least() {
      long least = Long.MAX_VALUE;
      for (long each : left) {
        least = Math.min(least, each);
      }
      return least;
    }
  }

  /** One of those who are counted. */
  private record Counted(Bucket own, Optional<Shared> shared) {}

  /**
   * The bucket that all instances share.
   *
   * @param remembered answers from what was last heard of it
   */
  private record Shared(RateStore.Place place, Bucket bucket, Bucket remembered) {}

  private final List<Rate> rates;
  private final TimeMeter time;
  private final Optional<RateStore> store;
  private final String kind;
  private final Runnable missed;
  private final Cache<String, Counted> counted;

  /** One that counts by itself alone. */
  public RateLimiter(List<Rate> rates) {
    this(rates, TimeMeter.SYSTEM_NANOTIME);
  }

  RateLimiter(List<Rate> rates, TimeMeter time) {
    this(rates, time, Optional.empty(), "", () -> {});
  }

  /**
   * One that counts together with all of its kind.
   *
   * @param kind of those who are counted, a name of one is not that of another
   * @param missed hears of each that was counted by this instance alone
   */
  public RateLimiter(List<Rate> rates, Optional<RateStore> store, String kind, Runnable missed) {
    this(rates, TimeMeter.SYSTEM_NANOTIME, store, kind, missed);
  }

  RateLimiter(
      List<Rate> rates, TimeMeter time, Optional<RateStore> store, String kind, Runnable missed) {
    this.rates = rates;
    this.time = time;
    this.store = store;
    this.kind = kind + " " + rates;
    this.missed = missed;
    // A bucket that nobody touched for its longest window is full, so it may as well be forgotten.
    Duration longest =
        rates.stream().map(Rate::window).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    this.counted =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(longest)
            .executor(Runnable::run) // cheaper than handing over so little
            .build();
  }

  /**
   * Takes one if all rates have one left, as far as this instance can tell; asks no node.
   *
   * <p>Whoever was taken from must then be {@link #share shared} or {@link #giveBack given back}.
   */
  public Quota take(String who) {
    Counted of = counted.get(who, this::full);
    return of.shared().flatMap(this::exhausted).orElseGet(() -> taken(of.own(), false));
  }

  /**
   * Takes what {@link #take} took from what all share, too, if they have one left; if not, nothing
   * is taken. Waits for a node {@link RateStore#PATIENCE} or twice that; what it does not answer by
   * then is counted by this instance alone.
   *
   * @param own what was taken
   */
  public Quota share(String who, Quota own) {
    if (store.isEmpty()) {
      return own;
    }
    Counted of = counted.get(who, this::full);
    Quota all;
    try {
      all = taken(of.shared().orElseThrow().bucket(), true);
    } catch (RuntimeException silent) {
      missed.run();
      return own;
    }
    if (!all.taken()) {
      of.own().addTokens(1);
      return all;
    }
    return all.least() < own.least() ? all : new Quota(true, own.left(), 0, true);
  }

  /** Gives back what was taken for a request that then was not answered for want of another's. */
  public void giveBack(String who, Quota taken) {
    Counted of = counted.getIfPresent(who);
    if (of == null) {
      return;
    }
    of.own().addTokens(1);
    if (taken.shared()) {
      try {
        of.shared().ifPresent(shared -> shared.bucket().addTokens(1));
      } catch (RuntimeException silent) {
        missed.run(); // it comes back with time
      }
    }
  }

  private static Quota taken(Bucket bucket, boolean shared) {
    VerboseResult<ConsumptionProbe> result = bucket.asVerbose().tryConsumeAndReturnRemaining(1);
    ConsumptionProbe probe = result.getValue();
    return new Quota(probe.isConsumed(), left(result), ms(probe.getNanosToWaitForRefill()), shared);
  }

  /** The refusal by what is remembered of the others; empty if it does not refuse. */
  private Optional<Quota> exhausted(Shared shared) {
    if (!shared.place().known()) {
      return Optional.empty();
    }
    try {
      VerboseResult<EstimationProbe> result =
          shared.remembered().asVerbose().estimateAbilityToConsume(1);
      EstimationProbe probe = result.getValue();
      return probe.canBeConsumed()
          ? Optional.empty()
          : Optional.of(new Quota(false, left(result), ms(probe.getNanosToWaitForRefill()), false));
    } catch (RuntimeException forgotten) {
      return Optional.empty(); // just now: then it was not exhausted
    }
  }

  private static long[] left(VerboseResult<?> result) {
    return result.getDiagnostics().getAvailableTokensPerEachBandwidth();
  }

  private static long ms(long nanos) {
    return Math.ceilDiv(nanos, 1_000_000L);
  }

  private Counted full(String who) {
    List<Bandwidth> limits = rates.stream().map(RateLimiter::limit).toList();
    LocalBucketBuilder own = Bucket.builder().withCustomTimePrecision(time);
    limits.forEach(own::addLimit);
    return new Counted(own.build(), store.map(all -> shared(all, who, limits)));
  }

  private Shared shared(RateStore all, String who, List<Bandwidth> limits) {
    BucketConfiguration configuration = new BucketConfiguration(limits);
    RateStore.Place place = all.place(kind, who);
    return new Shared(
        place, all.shared(place, configuration), all.remembered(place, configuration));
  }

  private static Bandwidth limit(Rate rate) {
    return Bandwidth.builder()
        .capacity(rate.count())
        .refillGreedy(rate.count(), rate.window())
        .build();
  }

  /** How many are counted now, about. */
  long counted() {
    counted.cleanUp();
    return counted.estimatedSize();
  }
}
