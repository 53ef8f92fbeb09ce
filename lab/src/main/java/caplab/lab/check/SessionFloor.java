package caplab.lab.check;

import caplab.lab.history.Facts;
import caplab.lab.history.HistoryEvent;
import caplab.lab.history.Operation;
import caplab.lab.history.Pairing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Follows each session through its own operations on {@linkplain SingleWriter numbered keys}: what
 * it wrote or saw is a floor under its later reads, unless a read says that it is {@code behind}. A
 * session that was told {@code lost} begins anew.
 */
final class SessionFloor {

  private final Predicate<Operation> raises;
  private final SingleWriter keys;
  private final Map<Slot, Operation> floors = new HashMap<>();
  private long looked;

  private record Slot(String session, String key) {}

  private SessionFloor(Predicate<Operation> raises, SingleWriter keys) {
    this.raises = raises;
    this.keys = keys;
  }

  /**
   * Judges all sessions of a history.
   *
   * @param raises which operations raise the floor under later reads of their session
   * @param broken what to say of a read below the floor
   */
  static Judgement judge(List<HistoryEvent> history, Predicate<Operation> raises, String broken) {
    List<Operation> operations = Pairing.operations(history);
    SessionFloor floor = new SessionFloor(raises, SingleWriter.among(operations));
    List<Moment> moments = moments(operations);
    Map<Operation, Operation> below = new IdentityHashMap<>();
    for (Moment moment : moments) {
      Operation operation = moment.operation();
      if (!moment.isEnd()) {
        floor.under(operation, below);
      } else if (floor.isBroken(operation, below.get(operation))) {
        Operation seen = below.get(operation);
        String session = operation.text(Facts.SESSION);
        return new Judgement.Violated(
            "session %s %s".formatted(session, broken), List.of(seen, operation));
      } else {
        floor.raise(operation);
      }
    }
    return Judgement.valid(floor.looked);
  }

  /** Beginning or end of an operation. */
  private record Moment(int at, boolean isEnd, Operation operation) {}

  private static List<Moment> moments(List<Operation> operations) {
    List<Moment> moments = new ArrayList<>();
    for (Operation operation : operations) {
      if (!operation.text(Facts.SESSION).isEmpty() && operation.ok()) {
        moments.add(new Moment(operation.began(), false, operation));
        moments.add(new Moment(operation.ended(), true, operation));
      }
    }
    moments.sort(Comparator.comparingInt(Moment::at));
    return moments;
  }

  private void under(Operation read, Map<Operation, Operation> below) {
    Operation floor = floors.get(slot(read));
    if (Shown.isRead(read) && floor != null) {
      below.put(read, floor);
    }
  }

  private boolean isBroken(Operation read, Operation floor) {
    String state = read.text(Facts.SESSION_STATE);
    if (floor == null || state.equals(Facts.BEHIND) || state.equals(Facts.LOST)) {
      return false;
    }
    looked++;
    return SingleWriter.shown(read) < number(floor);
  }

  private void raise(Operation operation) {
    if (operation.text(Facts.SESSION_STATE).equals(Facts.LOST)) {
      floors.keySet().removeIf(it -> it.session().equals(operation.text(Facts.SESSION)));
    }
    if (keys.has(operation.key()) && raises.test(operation)) {
      floors.merge(
          slot(operation), operation, (left, right) -> number(right) > number(left) ? right : left);
    }
  }

  private static long number(Operation operation) {
    return Shown.isRead(operation) ? SingleWriter.shown(operation) : SingleWriter.number(operation);
  }

  private static Slot slot(Operation operation) {
    return new Slot(operation.text(Facts.SESSION), operation.key());
  }
}
