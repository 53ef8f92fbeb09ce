package caplab.ap.pbs;

import java.util.Arrays;

/** What WARS predicts; all times in milliseconds. */
public final class Prediction {

  private final double[] freshAfter;
  private final double[] reads;
  private final double[] writes;

  /** Takes the arrays for its own: one entry per trial, in any order. */
  Prediction(double[] freshAfter, double[] reads, double[] writes) {
    this.freshAfter = freshAfter;
    this.reads = reads;
    this.writes = writes;
    Arrays.sort(freshAfter);
    Arrays.sort(reads);
    Arrays.sort(writes);
  }

  /** The chance that a read is fresh that begins so long after the write was acknowledged. */
  public double freshAt(double afterMs) {
    int low = 0;
    int high = freshAfter.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (freshAfter[middle] <= afterMs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return (double) low / freshAfter.length;
  }

  /** How long to wait for a read to be fresh with this chance: t-visibility. */
  public double visibleMs(double chance) {
    return quantile(freshAfter, chance);
  }

  /** The read's latency that this share of the reads does not exceed. */
  public double readMs(double share) {
    return quantile(reads, share);
  }

  /** The write's latency that this share of the writes does not exceed. */
  public double writeMs(double share) {
    return quantile(writes, share);
  }

  private static double quantile(double[] sorted, double share) {
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)];
  }
}
