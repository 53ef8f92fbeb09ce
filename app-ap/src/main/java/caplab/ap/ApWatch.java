package caplab.ap;

import caplab.ap.core.Dot;
import caplab.ap.core.Shipping;
import caplab.pbs.Spread;
import io.micrometer.core.instrument.Timer;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * One background worker: the link from a source to a target. At once after a write, and by a
 * heartbeat when idle.
 */
final class ApWatch {

  private static final long HEARTBEAT_MS = 80;
  private static final long BACK_OFF_MS = 200;
  private static final int BATCH = 256;

  /**
   * A link whose watermark is older than this is down: heartbeats make it younger when it is up.
   */
  private static final double DOWN_MS = 1_000;

  private final String source;
  private final String target;
  private final ApHealing healing;
  private final Timer delays;
  private final Semaphore nudge = new Semaphore(0);
  private final Spread<Dot> spread;
  private volatile long lag;
  private boolean knock = true;

  ApWatch(String source, String target, ApHealing healing, ApMetrics metrics) {
    this.source = source;
    this.target = target;
    this.healing = healing;
    delays =
        metrics.watchLink(
            source, target, () -> lag, () -> healing.sightings().ageMs(source, target));
    spread = metrics.spread(source, this::downMs);
  }

  String source() {
    return source;
  }

  String target() {
    return target;
  }

  long lag() {
    return lag;
  }

  /** Hears of a write at the source. */
  void wrote(Optional<Dot> dot) {
    dot.ifPresent(d -> spread.acknowledged(d, System.nanoTime()));
    nudge.release();
  }

  /** Turns until the healing is closed. */
  void run() {
    long restMs = 0;
    while (!healing.closed() && rest(restMs)) {
      if (healing.reachable(source) && healing.reachable(target)) {
        restMs = turn();
      } else {
        knock = true;
        restMs = HEARTBEAT_MS;
      }
    }
  }

  /** One last turn, so that an orderly end leaves nothing behind. */
  void flush() {
    if (healing.reachable(source) && healing.reachable(target)) {
      healing.turn(source, target, BATCH, false);
    }
  }

  /** One turn; how long to rest after it. */
  private long turn() {
    return switch (healing.turn(source, target, BATCH, knock)) {
      case Shipping.Shipped shipped -> {
        knock = false;
        lag = shipped.lag();
        arrived(shipped);
        yield lag > 0 ? 0 : HEARTBEAT_MS;
      }
      case Shipping.Gap(String reason) -> {
        knock = false;
        yield healing.resync(source, target, reason) ? 0 : BACK_OFF_MS;
      }
      case Shipping.Missed(String node, String reason) -> {
        knock = knock || node.equals(source);
        yield BACK_OFF_MS;
      }
    };
  }

  private double downMs() {
    double ageMs = healing.sightings().ageMs(source, target);
    return ageMs > DOWN_MS ? ageMs : 0;
  }

  /** Another instance may have shipped them: it counts what the target has, not who brought it. */
  private void arrived(Shipping.Shipped shipped) {
    spread
        .arrived(dot -> dot.position() <= shipped.seen().at(dot.incarnation()), System.nanoTime())
        .forEach(nanos -> delays.record(nanos, TimeUnit.NANOSECONDS));
  }

  private boolean rest(long ms) {
    try {
      if (ms > 0 && nudge.tryAcquire(ms, TimeUnit.MILLISECONDS)) {
        nudge.drainPermits();
      }
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
