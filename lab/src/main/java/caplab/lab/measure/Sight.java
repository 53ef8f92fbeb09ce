package caplab.lab.measure;

import caplab.lab.history.RequestFate;
import caplab.lab.run.ClientRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One read put against the writes acknowledged before it. Only keys whose changes follow one
 * another are judged, for only there does everybody agree which change is the newest.
 *
 * @param read the read
 * @param newest the newest change acknowledged before the read began
 * @param staleMs how long before the read began the oldest change it does not reflect had been
 *     answered: what an honest bound must have stated at least; 0 if it reflects them all
 */
record Sight(ClientRequest read, ClientRequest newest, double staleMs) {

  /** Whether the read reflects every change acknowledged before it began. */
  boolean fresh() {
    return staleMs == 0;
  }

  /** How long before the read began the newest acknowledged change had been answered. */
  double afterMs() {
    return read.invokedMs() - newest.endedMs();
  }

  /** Whether another replica was read than the one that took the change. */
  boolean away() {
    return !read.place().equals(newest.place());
  }

  /** Judges the answered reads that could miss something: those after an acknowledged change. */
  static List<Sight> of(List<ClientRequest> requests) {
    Map<String, List<ClientRequest>> changes = new HashMap<>();
    for (ClientRequest request : requests) {
      // A refused change never takes effect, so it has no place in the order.
      if (request.changes() && (request.ok() || request.fate() == RequestFate.UNANSWERED)) {
        changes.computeIfAbsent(request.key(), key -> new ArrayList<>()).add(request);
      }
    }
    Map<String, Order> orders = new HashMap<>();
    changes.forEach((key, list) -> Order.of(list).ifPresent(order -> orders.put(key, order)));
    return requests.stream()
        .filter(request -> !request.changes() && request.ok() && orders.containsKey(request.key()))
        .flatMap(read -> orders.get(read.key()).judge(read).stream())
        .toList();
  }

  /** The changes of one key, numbered as they followed one another. */
  private record Order(
      Map<String, Integer> values,
      TreeMap<Double, Integer> deletes,
      List<ClientRequest> changes,
      TreeMap<Double, Integer> byAnswer,
      TreeMap<Integer, Double> answers) {

    static Optional<Order> of(List<ClientRequest> changes) {
      Order order =
          new Order(new HashMap<>(), new TreeMap<>(), changes, new TreeMap<>(), new TreeMap<>());
      double last = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < changes.size(); i++) {
        ClientRequest change = changes.get(i);
        if (change.invokedMs() < last) {
          return Optional.empty();
        }
        last = change.endedMs();
        int number = i;
        change
            .written()
            .ifPresentOrElse(
                value -> order.values.put(value, number),
                () -> order.deletes.put(change.invokedMs(), number));
        if (change.ok()) {
          order.byAnswer.put(last, i);
          order.answers.put(i, last);
        }
      }
      return Optional.of(order);
    }

    Optional<Sight> judge(ClientRequest read) {
      Map.Entry<Double, Integer> newest = byAnswer.lowerEntry(read.invokedMs());
      if (newest == null) {
        return Optional.empty();
      }
      Map.Entry<Integer, Double> missed = answers.higherEntry(shown(read));
      double stale =
          missed != null && missed.getKey() <= newest.getValue()
              ? read.invokedMs() - missed.getValue()
              : 0;
      return Optional.of(new Sight(read, changes.get(newest.getValue()), stale));
    }

    /** The newest change that the read shows; nothing there may be any delete begun by then. */
    private int shown(ClientRequest read) {
      if (read.shown().isEmpty()) {
        Map.Entry<Double, Integer> delete = deletes.lowerEntry(read.endedMs());
        return delete == null ? -1 : delete.getValue();
      }
      return read.shown().stream()
          .mapToInt(value -> values.getOrDefault(value, -1))
          .max()
          .getAsInt();
    }
  }
}
