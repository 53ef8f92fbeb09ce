package caplab.lab.measure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Availability is paid with old answers.
 *
 * @param served requests answered
 * @param refused requests with a definite no
 * @param unanswered requests whose outcome stayed open
 * @param reads reads answered, of keys whose changes follow one another: those that were judged
 * @param staleReads of these, how many missed a change acknowledged before they began
 * @param worstStalenessMs the longest that a missed change had been acknowledged
 * @param siblings keys that showed concurrent values since the fault began
 * @param convergedAfterMs from the heal to the end of the last read that missed a change answered
 *     before the heal, or that showed something else than its key's last read although nothing was
 *     written since the heal; 0 if none was; empty if nobody read after the heal
 */
public record Staleness(
    int served,
    int refused,
    int unanswered,
    int reads,
    int staleReads,
    double worstStalenessMs,
    int siblings,
    OptionalDouble convergedAfterMs) {

  static Staleness of(List<Call> all, Collection<FaultWindow> faults) {
    List<Call> calls = all.stream().filter(call -> FaultWindow.during(call, faults)).toList();
    List<Sight> sights = Sight.of(all);
    List<Sight> during =
        sights.stream().filter(sight -> FaultWindow.during(sight.read(), faults)).toList();
    return new Staleness(
        Call.Fate.SERVED.in(calls),
        Call.Fate.REFUSED.in(calls),
        Call.Fate.UNANSWERED.in(calls),
        during.size(),
        (int) during.stream().filter(sight -> !sight.fresh()).count(),
        during.stream().mapToDouble(Sight::staleMs).max().orElse(0),
        siblings(all, FaultWindow.began(faults).orElse(Double.POSITIVE_INFINITY)),
        converged(all, sights, FaultWindow.healed(faults).orElse(Double.POSITIVE_INFINITY)));
  }

  private static int siblings(List<Call> all, double began) {
    return (int)
        all.stream()
            .filter(call -> !call.changes() && call.invokedMs() >= began)
            .filter(call -> call.shown().size() > 1)
            .map(Call::key)
            .distinct()
            .count();
  }

  private static OptionalDouble converged(List<Call> all, List<Sight> sights, double healed) {
    List<Call> after =
        all.stream()
            .filter(call -> !call.changes() && call.ok() && call.invokedMs() >= healed)
            .toList();
    if (after.isEmpty()) {
      return OptionalDouble.empty();
    }
    List<Call> apart = new ArrayList<>(Unsettled.of(all, after, healed));
    sights.stream()
        .filter(sight -> !sight.fresh() && sight.read().invokedMs() >= healed)
        // What was written after the heal is on its way as ever, and no matter of converging.
        .filter(sight -> sight.read().invokedMs() - sight.staleMs() <= healed)
        .forEach(sight -> apart.add(sight.read()));
    return OptionalDouble.of(
        apart.stream().mapToDouble(Call::endedMs).max().orElse(healed) - healed);
  }
}
