package caplab.lab.measure;

import caplab.lab.history.RequestFate;
import caplab.lab.run.ClientRequest;
import caplab.lab.run.FaultSpan;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Consistency is paid with refusals.
 *
 * @param refused requests with a definite no
 * @param refusedForMs how long some zone was refused: in each zone from the beginning of a refused
 *     or unanswered request to the beginning of the next that was served, at most to the end of its
 *     last one refused; zones at the same time counted once
 * @param unanswered requests whose outcome stayed open: 504, or no answer at all
 * @param served requests answered
 * @param servedByZone the same by the client's zone; the majority side is where they are
 * @param refusedByZone refused by the client's zone
 */
public record Refusals(
    int refused,
    double refusedForMs,
    int unanswered,
    int served,
    SortedMap<String, Integer> servedByZone,
    SortedMap<String, Integer> refusedByZone) {

  static Refusals of(List<ClientRequest> all, Collection<FaultSpan> faults) {
    List<ClientRequest> requests = all.stream().filter(request -> request.during(faults)).toList();
    return new Refusals(
        ClientRequest.count(requests, RequestFate.REFUSED),
        FaultSpan.coveredMs(refused(requests)),
        ClientRequest.count(requests, RequestFate.UNANSWERED),
        ClientRequest.count(requests, RequestFate.SERVED),
        byZone(requests, RequestFate.SERVED),
        byZone(requests, RequestFate.REFUSED));
  }

  private static List<FaultSpan> refused(List<ClientRequest> requests) {
    SortedMap<String, ZoneOutage> zones = new TreeMap<>();
    for (ClientRequest request : requests) {
      ZoneOutage zone = zones.computeIfAbsent(request.zone(), ZoneOutage::new);
      switch (request.fate()) {
        case SERVED -> zone.up(request.invokedMs());
        case REFUSED -> zone.down(request.invokedMs(), request.endedMs());
        case UNANSWERED -> zone.down(request.invokedMs(), request.lastSeenMs());
        case MISTAKEN -> {}
      }
    }
    return zones.values().stream().flatMap(zone -> zone.spans().stream()).toList();
  }

  private static SortedMap<String, Integer> byZone(List<ClientRequest> requests, RequestFate fate) {
    SortedMap<String, Integer> counts = new TreeMap<>();
    requests.stream()
        .filter(request -> request.fate() == fate)
        .forEach(request -> counts.merge(request.zone(), 1, Integer::sum));
    return counts;
  }
}
