package caplab.lab.bench;

import java.util.List;

/** Decides when a rival is warm: as soon as its throughput no longer rises. */
final class WarmUp {

  /** So many looks in a row must show nothing better. */
  private static final int LAST = 3;

  /** What is above the best by less than this may be chance. */
  private static final double RISE = 1.03;

  private WarmUp() {}

  /**
   * Whether it is over.
   *
   * @param rates throughput of each second so far
   * @param most after so many it is over in any case
   */
  static boolean isOver(List<Double> rates, int most) {
    if (rates.size() >= most) {
      return true;
    }
    if (rates.size() <= LAST) {
      return false;
    }
    int split = rates.size() - LAST;
    return best(rates.subList(split, rates.size())) <= RISE * best(rates.subList(0, split));
  }

  private static double best(List<Double> rates) {
    return rates.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }
}
