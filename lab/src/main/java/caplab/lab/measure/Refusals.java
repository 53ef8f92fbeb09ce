package caplab.lab.measure;

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

  static Refusals of(List<Call> all, Collection<FaultWindow> faults) {
    List<Call> calls = all.stream().filter(call -> FaultWindow.during(call, faults)).toList();
    return new Refusals(
        Call.Fate.REFUSED.in(calls),
        Spans.union(refused(calls)),
        Call.Fate.UNANSWERED.in(calls),
        Call.Fate.SERVED.in(calls),
        byZone(calls, Call.Fate.SERVED),
        byZone(calls, Call.Fate.REFUSED));
  }

  private static List<Spans.Span> refused(List<Call> calls) {
    SortedMap<String, Spans.Outage> zones = new TreeMap<>();
    for (Call call : calls) {
      Spans.Outage zone = zones.computeIfAbsent(call.zone(), name -> new Spans.Outage());
      switch (call.fate()) {
        case SERVED -> zone.up(call.invokedMs());
        case REFUSED -> zone.down(call.invokedMs(), call.endedMs());
        case UNANSWERED -> zone.down(call.invokedMs(), call.lastSeenMs());
        case MISTAKEN -> {}
      }
    }
    return zones.values().stream().flatMap(zone -> zone.spans().stream()).toList();
  }

  private static SortedMap<String, Integer> byZone(List<Call> calls, Call.Fate fate) {
    SortedMap<String, Integer> counts = new TreeMap<>();
    calls.stream()
        .filter(call -> call.fate() == fate)
        .forEach(call -> counts.merge(call.zone(), 1, Integer::sum));
    return counts;
  }
}
