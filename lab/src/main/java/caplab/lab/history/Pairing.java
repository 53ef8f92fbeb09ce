package caplab.lab.history;

import caplab.lab.history.HistoryEvent.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes operations of events: each beginning with the next completion of its process. A process
 * that begins another one first, or none at all, leaves its operation open.
 */
public final class Pairing {

  private final List<Operation> operations = new ArrayList<>();
  private final Map<Long, Integer> open = new HashMap<>();

  private Pairing() {}

  /**
   * The operations of a history, in the order in which they began.
   *
   * @param history ordered by time; events of one instant in the order of its lines
   * @throws IllegalArgumentException if a completion has no beginning
   */
  public static List<Operation> operations(List<HistoryEvent> history) {
    Pairing pairing = new Pairing();
    List<HistoryEvent> ordered = new ArrayList<>(history);
    ordered.sort(Comparator.comparingLong(HistoryEvent::time));
    for (int at = 0; at < ordered.size(); at++) {
      pairing.add(ordered.get(at), at);
    }
    return pairing.operations;
  }

  private void add(HistoryEvent event, int at) {
    if (event.type() == Type.INVOKE) {
      open.put(event.process(), operations.size());
      operations.add(new Operation(event, Optional.empty(), at, Operation.OPEN));
      return;
    }
    Integer began = open.remove(event.process());
    if (began == null) {
      throw new IllegalArgumentException(
          "process %d completes a %s that it never began, at %d ns"
              .formatted(event.process(), event.f(), event.time()));
    }
    int ended = event.type() == Type.INFO ? Operation.OPEN : at;
    Operation beginning = operations.get(began);
    operations.set(
        began, new Operation(beginning.invoke(), Optional.of(event), beginning.began(), ended));
  }
}
