package caplab.lab.bench;

import java.util.List;

/**
 * What is measured, and for how long.
 *
 * @param clients connections that ask at once; a warm-up has the most of them
 * @param valueBytes lengths of values
 * @param repetitions of each stretch, in turn with those of the other rivals
 * @param stretchS length of a stretch, in seconds
 * @param warmUpMaxS seconds after which a warm-up ends though throughput still rises
 * @param idleS seconds of nobody asking
 * @param sizes numbers of nodes, or of keys, that are compared with the first of them; empty where
 *     neither is compared
 */
public record BenchPlan(
    List<Integer> clients,
    List<Integer> valueBytes,
    int repetitions,
    int stretchS,
    int warmUpMaxS,
    int idleS,
    Contest contest,
    List<Integer> sizes) {

  private static final int KIB = 1024;

  /** What tells most in about six minutes. */
  public static final BenchPlan SHORT = of(List.of(1, 64), List.of(16));

  public static final BenchPlan FULL = of(List.of(1, 16, 64, 256), List.of(16, KIB, 64 * KIB));

  /**
   * What watching costs where it is felt most: little, so that it takes many repetitions to tell.
   */
  public static final BenchPlan LOCKED =
      new BenchPlan(List.of(64), List.of(16), 9, 3, 15, 10, Contest.LOCKED, List.of());

  /** What each further node costs, once it has sizes. */
  public static final BenchPlan NODES = growing(Contest.NODES);

  /** What it costs to hold more keys, once it has sizes. */
  public static final BenchPlan KEYS = growing(Contest.KEYS);

  private static BenchPlan of(List<Integer> clients, List<Integer> valueBytes) {
    return new BenchPlan(clients, valueBytes, 3, 2, 15, 10, Contest.PEERS, List.of());
  }

  private static BenchPlan growing(Contest contest) {
    return new BenchPlan(List.of(64), List.of(16), 3, 3, 15, 10, contest, List.of());
  }

  /** The same with other sizes, the one that the others are compared with first. */
  public BenchPlan with(List<Integer> otherSizes) {
    return new BenchPlan(
        clients, valueBytes, repetitions, stretchS, warmUpMaxS, idleS, contest, otherSizes);
  }

  /** The same with these. */
  public BenchPlan with(List<Integer> clients, List<Integer> valueBytes) {
    return new BenchPlan(
        clients, valueBytes, repetitions, stretchS, warmUpMaxS, idleS, contest, sizes);
  }
}
