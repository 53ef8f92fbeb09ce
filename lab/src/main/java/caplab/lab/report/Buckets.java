package caplab.lab.report;

import java.util.Arrays;

/**
 * A run cut into equal spans of time, few enough to be drawn and long enough to hold something.
 *
 * @param widthMs of each
 * @param count how many
 */
record Buckets(long widthMs, int count) {

  private static final int MOST = 160;
  private static final long[] WIDTHS_MS = {
    500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000, 600_000
  };

  static Buckets over(double durationMs) {
    long width =
        Arrays.stream(WIDTHS_MS)
            .filter(each -> durationMs <= each * MOST)
            .findFirst()
            .orElseGet(() -> (long) Math.ceil(durationMs / MOST));
    return new Buckets(width, Math.max(1, (int) Math.ceil(durationMs / width)));
  }

  /** Which one a moment falls into; moments outside belong to the first or the last. */
  int at(double timeMs) {
    return Math.clamp((long) (timeMs / widthMs), 0, count - 1);
  }
}
