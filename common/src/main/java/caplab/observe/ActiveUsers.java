package caplab.observe;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts distinct callers of the last five minutes. Keeps only hashes, and of no more callers than
 * {@link #MOST}: past that the count stays there until some have gone.
 */
final class ActiveUsers {

  static final int MOST = 100_000;
  private static final long WINDOW_NANOS = Duration.ofMinutes(5).toNanos();

  private final Map<Integer, Long> seen = new ConcurrentHashMap<>();

  void saw(String caller) {
    int hash = caller.hashCode();
    if (seen.size() < MOST || seen.containsKey(hash)) {
      seen.put(hash, System.nanoTime());
    }
  }

  int count() {
    long now = System.nanoTime();
    seen.values().removeIf(last -> now - last > WINDOW_NANOS);
    return seen.size();
  }
}
