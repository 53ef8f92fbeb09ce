package caplab.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Counts requests being answered, up to a limit, and waits for the last one at the end. */
final class InFlight {

  private final int most;
  private final AtomicInteger count = new AtomicInteger();
  private volatile boolean closing;

  InFlight(int most) {
    this.most = most;
  }

  /** Whether one more may begin; if so {@link #leave} must follow. */
  boolean enter() {
    if (count.incrementAndGet() <= most) {
      return true;
    }
    count.decrementAndGet();
    return false;
  }

  void leave() {
    count.decrementAndGet();
  }

  boolean closing() {
    return closing;
  }

  /** From now on the service tells that it is not ready. */
  void close() {
    closing = true;
  }

  /** Waits until nothing is in flight, at most so long; returns what still is. */
  int drain(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (count.get() > 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    return count.get();
  }
}
