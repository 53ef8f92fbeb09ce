package caplab.lab.measure;

import caplab.lab.history.RequestFate;
import caplab.lab.run.ClientRequest;
import caplab.lab.run.FaultSpan;
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

  static Staleness of(List<ClientRequest> all, Collection<FaultSpan> faults) {
    List<ClientRequest> requests = all.stream().filter(request -> request.during(faults)).toList();
    double began =
        faults.stream().mapToDouble(FaultSpan::fromMs).min().orElse(Double.POSITIVE_INFINITY);
    double healed =
        faults.stream().mapToDouble(FaultSpan::toMs).max().orElse(Double.POSITIVE_INFINITY);
    List<Sight> sights = Sight.of(all);
    List<Sight> during = sights.stream().filter(sight -> sight.read().during(faults)).toList();
    return new Staleness(
        ClientRequest.count(requests, RequestFate.SERVED),
        ClientRequest.count(requests, RequestFate.REFUSED),
        ClientRequest.count(requests, RequestFate.UNANSWERED),
        during.size(),
        (int) during.stream().filter(sight -> !sight.fresh()).count(),
        during.stream().mapToDouble(Sight::staleMs).max().orElse(0),
        siblings(all, began),
        converged(all, sights, healed));
  }

  private static int siblings(List<ClientRequest> all, double began) {
    return (int)
        all.stream()
            .filter(request -> !request.changes() && request.invokedMs() >= began)
            .filter(request -> request.shown().size() > 1)
            .map(ClientRequest::key)
            .distinct()
            .count();
  }

  private static OptionalDouble converged(
      List<ClientRequest> all, List<Sight> sights, double healed) {
    List<ClientRequest> after =
        all.stream()
            .filter(request -> !request.changes() && request.ok() && request.invokedMs() >= healed)
            .toList();
    if (after.isEmpty()) {
      return OptionalDouble.empty();
    }
    List<ClientRequest> apart = new ArrayList<>(Unsettled.of(all, after, healed));
    sights.stream()
        .filter(sight -> !sight.fresh() && sight.read().invokedMs() >= healed)
        // What was written after the heal is on its way as ever, and no matter of converging.
        .filter(sight -> sight.read().invokedMs() - sight.staleMs() <= healed)
        .forEach(sight -> apart.add(sight.read()));
    return OptionalDouble.of(
        apart.stream().mapToDouble(ClientRequest::endedMs).max().orElse(healed) - healed);
  }
}
