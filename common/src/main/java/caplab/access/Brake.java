package caplab.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Slows who presents tokens that are not valid: past a few, none of that client is looked at until
 * some time has passed, so a guess is not even judged. Tokens that were valid from there lately are
 * looked at all the same: whoever shares the address goes on working, and a guess gains nothing by
 * it. Other clients notice nothing.
 */
final class Brake {

  /** So many may be wrong at once; then one in six seconds. */
  static final int FAILURES = 10;

  private static final Duration REFILL = Duration.ofMinutes(1);
  private static final int CLIENTS_MOST = 100_000;
  private static final int KNOWN_MOST = 10_000;
  private static final Duration KNOWN_FOR = Duration.ofMinutes(10);

  private record Known(String client, ByteBuffer hash) {}

  private final TimeMeter time;

  // A bucket that nobody touched for the time of its refill is full, so it may as well be
  // forgotten.
  private final Cache<String, Bucket> failing = cache(CLIENTS_MOST, REFILL);
  private final Cache<Known, Boolean> known = cache(KNOWN_MOST, KNOWN_FOR);

  Brake(TimeMeter time) {
    this.time = time;
  }

  /** Nanoseconds until a token of this client is looked at; empty for now. */
  OptionalLong wait(String client, byte[] hash) {
    Bucket failures = failing.getIfPresent(client);
    if (failures == null) {
      return OptionalLong.empty();
    }
    EstimationProbe probe = failures.estimateAbilityToConsume(1);
    boolean looked =
        probe.canBeConsumed()
            || known.getIfPresent(new Known(client, ByteBuffer.wrap(hash))) != null;
    return looked ? OptionalLong.empty() : OptionalLong.of(probe.getNanosToWaitForRefill());
  }

  void failed(String client) {
    failing.get(client, first -> full()).tryConsume(1);
  }

  void succeeded(String client, byte[] hash) {
    Known key = new Known(client, ByteBuffer.wrap(hash));
    if (known.getIfPresent(key) == null) {
      known.put(key, true);
    }
  }

  private static <K, V> Cache<K, V> cache(int most, Duration kept) {
    return Caffeine.newBuilder()
        .maximumSize(most)
        .expireAfterAccess(kept)
        .executor(Runnable::run) // cheaper than handing over so little
        .build();
  }

  private Bucket full() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(FAILURES).refillGreedy(FAILURES, REFILL))
        .withCustomTimePrecision(time)
        .build();
  }
}
