package caplab.lab.control;

import caplab.lab.check.Checker;
import caplab.lab.check.Judgement;
import java.util.Optional;

/**
 * Whether a checker noticed a broken part.
 *
 * @param schedule the shortest in which it did; empty if it did in none
 */
public record Find(Control control, Checker checker, Optional<Schedule> schedule) {

  /**
   * A trial in which the broken part shows and the same checker finds nothing wrong with whole
   * ones.
   *
   * @param durationMs how long clients went on
   * @param operations how many they began
   */
  public record Schedule(
      long seed, long durationMs, long operations, Judgement.Violated judgement) {}

  public boolean caught() {
    return schedule.isPresent();
  }
}
