package caplab.lab.wire;

import caplab.lab.model.UserError;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for something that tells nobody when it is done. */
public final class Patience {

  private static final long EVERY_MS = 100;
  private static final Duration SIGN_EVERY = Duration.ofMillis(500);

  private Patience() {}

  /** Looks again and again, and says whether it came true in time. */
  public static boolean until(Duration most, BooleanSupplier done) {
    long deadlineNanos = System.nanoTime() + most.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > deadlineNanos) {
        return false;
      }
      try {
        Thread.sleep(EVERY_MS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw UserError.now("stopped while waiting");
      }
    }
    return true;
  }

  /**
   * Looks again and again, and says whether it came true before nothing new was seen for a while.
   * Only time in which somebody looked counts: a machine that stands still proves nothing.
   *
   * @param quiet how long nothing new may be seen
   * @param sign what is seen; a text that was not seen before is progress
   */
  public static boolean untilQuiet(Duration quiet, BooleanSupplier done, Supplier<String> sign) {
    Set<String> seen = new HashSet<>();
    long quietNanos = 0;
    long lookedNanos = System.nanoTime();
    while (!until(SIGN_EVERY, done)) {
      long passed = Math.min(System.nanoTime() - lookedNanos, 2 * SIGN_EVERY.toNanos());
      quietNanos = seen.add(sign.get()) ? 0 : quietNanos + passed;
      lookedNanos = System.nanoTime();
      if (quietNanos > quiet.toNanos()) {
        return false;
      }
    }
    return true;
  }
}
