package caplab.lab.readme;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * What to do with a run that found the machine too slow to tell: play it again, and if no run can
 * tell, say so. That is no failure of a promise, and no pass.
 */
public final class Replay {

  /** As {@code ./cap run} says that nothing was found, good or bad. */
  public static final int UNDECIDED = 2;

  private static final int TIMES_MAX = 3;

  private Replay() {}

  /**
   * The first run that is decided, or the last of a few.
   *
   * @param status the exit status of a run
   */
  public static <T> T played(Supplier<T> run, ToIntFunction<T> status) {
    T last = run.get();
    for (int times = 1; times < TIMES_MAX && status.applyAsInt(last) == UNDECIDED; times++) {
      last = run.get();
    }
    return last;
  }

  /** Leaves a test neither passed nor failed if some of its runs stayed undecided. */
  public static void requireDecided(List<String> undecided) {
    undecided.forEach(
        each -> System.out.println("UNDECIDED after %d runs: %s".formatted(TIMES_MAX, each)));
    assumeThat(undecided).as("undecided after %d runs", TIMES_MAX).isEmpty();
  }
}
