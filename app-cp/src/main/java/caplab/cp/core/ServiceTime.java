package caplab.cp.core;

import java.util.OptionalLong;

/**
 * CP-15: for how long a tag was served, in milliseconds, as far as this instance knows. It goes on
 * while a majority is there and something changes, and stands still else: an outage of an hour
 * makes no note older.
 */
final class ServiceTime {

  private long served;

  /** When this instance last met a majority, by its own clock; empty if its last look met none. */
  private OptionalLong lastMs = OptionalLong.empty();

  /** The longest that anybody known says. */
  long served() {
    return served;
  }

  /** Somebody says that it was served so long. */
  void met(long others) {
    served = Math.max(served, others);
  }

  /** A look met a majority, and saw whether anything had changed since the last one. */
  void goesOn(boolean changed, long nowMs) {
    if (changed) {
      served += nowMs - lastMs.orElse(nowMs);
    }
    lastMs = OptionalLong.of(nowMs);
  }

  /** A look met no majority. */
  void standsStill() {
    lastMs = OptionalLong.empty();
  }
}
