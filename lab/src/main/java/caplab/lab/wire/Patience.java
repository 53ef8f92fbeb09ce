package caplab.lab.wire;

import caplab.lab.model.UserError;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for something that tells nobody when it is done. */
public final class Patience {

  private static final long EVERY_MS = 100;

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
}
