package caplab.lab.measure;

import caplab.lab.history.Event;
import caplab.lab.history.Facts;
import caplab.lab.history.Operation;
import caplab.lab.history.Pairing;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** One request of a client and what came of it, in milliseconds since the start of the run. */
record Call(Operation operation) {

  /** What a request came to, seen by the client. */
  enum Fate {
    /** Answered; a condition that was not met is an answer too. */
    SERVED,
    /** A definite no: it was not applied, and will not be. */
    REFUSED,
    /** The client's own mistake; no service would have done it. */
    MISTAKEN,
    /** No answer, or one that leaves the outcome open. */
    UNANSWERED;

    int in(List<Call> calls) {
      return (int) calls.stream().filter(call -> call.fate() == this).count();
    }
  }

  /** Statuses of a definite answer that is no success: nothing was there, or not what was named. */
  private static final Set<Integer> ANSWERS = Set.of(404, 409, 412);

  /**
   * The requests to one service, in the order of their beginnings.
   *
   * @param history of one service or of both
   * @param mode {@code cp} or {@code ap}; events that name neither are not counted
   */
  static List<Call> of(List<Event> history, String mode) {
    return Pairing.operations(history.stream().filter(event -> isOf(event, mode)).toList()).stream()
        .map(Call::new)
        .toList();
  }

  private static boolean isOf(Event event, String mode) {
    return event.fact(Facts.MODE).map(fact -> fact.asString("")).orElse("").equals(mode);
  }

  double invokedMs() {
    return operation.start() / 1e6;
  }

  /** Infinite if the history does not tell its end. */
  double endedMs() {
    return answered() ? operation.end() / 1e6 : Double.POSITIVE_INFINITY;
  }

  /** When it was last heard of: its end, or its beginning. */
  double lastSeenMs() {
    return answered() ? endedMs() : invokedMs();
  }

  private boolean answered() {
    return operation.completion().isPresent();
  }

  Event.F f() {
    return operation.f();
  }

  String key() {
    return operation.key();
  }

  boolean ok() {
    return operation.ok();
  }

  boolean changes() {
    return f() != Event.F.READ;
  }

  Fate fate() {
    int status = operation.status();
    return switch (operation.outcome()) {
      case OK -> Fate.SERVED;
      case INVOKE, INFO -> Fate.UNANSWERED;
      case FAIL -> {
        if (ANSWERS.contains(status)) {
          yield Fate.SERVED;
        }
        yield status >= 400 && status < 500 ? Fate.MISTAKEN : Fate.REFUSED;
      }
    };
  }

  /** The client's zone; where none is recorded, the instance asked. */
  String zone() {
    String zone = operation.text(Facts.ZONE);
    return zone.isEmpty() ? operation.invoke().node() : zone;
  }

  /** Where it was carried out: the replica's zone if it was told, else the client's. */
  String place() {
    String replica = operation.text(Facts.REPLICA);
    return replica.isEmpty() ? zone() : FaultWindow.zone(replica);
  }

  /** The values that a read showed, siblings among them; empty if it showed none. */
  Set<String> shown() {
    Set<String> shown = new LinkedHashSet<>();
    text(operation.value()).ifPresent(shown::add);
    operation
        .fact(Facts.SIBLINGS)
        .ifPresent(siblings -> siblings.forEach(each -> text(each).ifPresent(shown::add)));
    return shown;
  }

  /** The value that a change is to leave; empty for a delete. */
  Optional<String> written() {
    return text(f() == Event.F.CAS ? operation.value().path(1) : operation.value());
  }

  private static Optional<String> text(JsonNode node) {
    return node.isNull() || node.isMissingNode() ? Optional.empty() : Optional.of(node.asString());
  }
}
