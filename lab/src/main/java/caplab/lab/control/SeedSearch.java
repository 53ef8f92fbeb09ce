package caplab.lab.control;

import caplab.lab.check.Checker;
import caplab.lab.check.Judgement;
import caplab.lab.experiment.Observations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The search for the shortest trial in which each checker notices: every length with every seed,
 * short ones first.
 *
 * @param durationsMs how long clients go on, ascending
 * @param seeds tried per length, from {@code firstSeed} on
 */
public record SeedSearch(List<Long> durationsMs, long firstSeed, int seeds) {

  /** What the checkers of a control found. */
  public List<Find> of(Control control) {
    Map<Checker, Find.Schedule> result = new LinkedHashMap<>();
    for (long durationMs : durationsMs) {
      for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
        List<Checker> left = new ArrayList<>(control.catchers());
        left.removeAll(result.keySet());
        if (!left.isEmpty()) {
          Observations run = control.play(control.broken().get(), seed, durationMs);
          for (Checker checker : left) {
            judge(control, checker, run, seed, durationMs)
                .ifPresent(schedule -> result.put(checker, schedule));
          }
        }
      }
    }
    return control.catchers().stream()
        .map(checker -> new Find(control, checker, Optional.ofNullable(result.get(checker))))
        .toList();
  }

  private static Optional<Find.Schedule> judge(
      Control control, Checker checker, Observations run, long seed, long durationMs) {
    if (checker.check(run.events()) instanceof Judgement.Violated noticed
        && !(control.whole(checker, seed, durationMs) instanceof Judgement.Violated)) {
      return Optional.of(new Find.Schedule(seed, durationMs, run.count(), noticed));
    }
    return Optional.empty();
  }
}
