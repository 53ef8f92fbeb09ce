package caplab.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Differential testing of a node in memory against one on Redis: both take the same random steps,
 * and after none may they be told apart. What tells them apart is shortened and printed.
 */
public final class Twins {

  /** So many steps are spent on making a run shorter. */
  private static final int STEPS_MOST = 10_000;

  /** The two, and how they are driven and compared. */
  public interface Pair {

    /** Makes both what they were at first: empty, with the same clock. */
    void begin();

    /**
     * Takes one step at both.
     *
     * @param chance draws the step, with what both hold: the same draws mean nearly the same after
     *     other steps
     * @return what the step was
     * @throws AssertionError if it tells them apart
     */
    String step(RandomGenerator chance);
  }

  private record Run(List<String> taken, Optional<Throwable> difference) {}

  private Twins() {}

  /**
   * Runs sequences of steps, each from the beginning.
   *
   * @param seed of the first sequence; the next one has the next seed
   * @throws AssertionError with the seed and the shortest steps found that tell the two apart
   */
  public static void compare(Pair pair, long seed, int sequences, int steps) {
    for (int i = 0; i < sequences; i++) {
      List<Long> draws = new SplittableRandom(seed + i).longs(steps).boxed().toList();
      if (run(pair, draws).difference().isPresent()) {
        Run shortest = shortest(pair, draws);
        throw new AssertionError(
            "told apart by seed "
                + (seed + i)
                + "; what is left of its steps:\n"
                + String.join("\n", shortest.taken()),
            shortest.difference().orElseThrow());
      }
    }
  }

  private static Run shortest(Pair pair, List<Long> draws) {
    List<Long> kept = draws;
    Run shortest = run(pair, kept);
    int left = STEPS_MOST;
    for (int chunk = Math.max(1, kept.size() / 2); chunk > 0; chunk /= 2) {
      for (int from = 0; from < kept.size() && left > 0; ) {
        List<Long> fewer = new ArrayList<>(kept.subList(0, from));
        fewer.addAll(kept.subList(Math.min(from + chunk, kept.size()), kept.size()));
        Run run = run(pair, fewer);
        left -= run.taken().size() + 1;
        if (run.difference().isPresent()) {
          kept = fewer.subList(0, run.taken().size() + 1);
          shortest = run;
        } else {
          from += chunk;
        }
      }
    }
    return shortest;
  }

  private static Run run(Pair pair, List<Long> draws) {
    List<String> taken = new ArrayList<>();
    pair.begin();
    for (long draw : draws) {
      try {
        taken.add(pair.step(new SplittableRandom(draw)));
      } catch (AssertionError difference) {
        return new Run(taken, Optional.of(difference));
      }
    }
    return new Run(taken, Optional.empty());
  }
}
