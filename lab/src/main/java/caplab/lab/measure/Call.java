package caplab.lab.measure;

import caplab.lab.history.Event;
import caplab.lab.history.Facts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * One request of a client: its beginning and what came of it. One that the history never completes
 * has no answer and no end.
 */
record Call(Event invoke, Optional<Event> end) {

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

  /** Statuses of a definite answer that is no success: the condition named was not met. */
  private static final Set<Integer> ANSWERS = Set.of(404, 409, 412);

  private record Client(String mode, long process) {}

  /**
   * Pairs beginnings and ends.
   *
   * @param history in order of time
   * @param mode {@code cp} or {@code ap}: whose requests; a history without modes counts as either
   */
  static List<Call> of(List<Event> history, String mode) {
    List<Call> calls = new ArrayList<>();
    Map<Client, Integer> open = new HashMap<>();
    for (Event event : history) {
      String theirs = text(event, Facts.MODE).orElse(mode);
      Client client = new Client(theirs, event.process());
      if (!theirs.equals(mode)) {
        continue;
      }
      if (event.type() == Event.Type.INVOKE) {
        open.put(client, calls.size());
        calls.add(new Call(event, Optional.empty()));
      } else if (open.containsKey(client)) {
        int at = open.remove(client);
        calls.set(at, new Call(calls.get(at).invoke(), Optional.of(event)));
      }
    }
    return calls;
  }

  double invokedMs() {
    return invoke.time() / 1e6;
  }

  /** Infinite while there is no end. */
  double endedMs() {
    return end.map(event -> event.time() / 1e6).orElse(Double.POSITIVE_INFINITY);
  }

  /** When it was last heard of: its end, or its beginning. */
  double lastSeenMs() {
    return end.isEmpty() ? invokedMs() : endedMs();
  }

  Event.F f() {
    return invoke.f();
  }

  String key() {
    return invoke.key();
  }

  boolean ok() {
    return is(Event.Type.OK);
  }

  boolean is(Event.Type type) {
    return end.filter(event -> event.type() == type).isPresent();
  }

  boolean changes() {
    return f() != Event.F.READ;
  }

  Fate fate() {
    if (end.isEmpty()) {
      return Fate.UNANSWERED;
    }
    int status = fact(Facts.STATUS).map(node -> node.asInt(0)).orElse(0);
    return switch (end.get().type()) {
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
    return fact(Facts.ZONE).map(node -> node.asString("")).orElse(invoke.node());
  }

  /** Where it was carried out: the replica's zone if it was told, else the client's. */
  String place() {
    return fact(Facts.REPLICA)
        .map(node -> FaultWindow.zone(node.asString("")))
        .orElseGet(this::zone);
  }

  /** The values that a read showed, siblings among them; empty if it showed none. */
  Set<String> shown() {
    Set<String> shown = new LinkedHashSet<>();
    end.map(Event::value).flatMap(Call::textOf).ifPresent(shown::add);
    end.map(event -> event.more().get(Facts.SIBLINGS))
        .ifPresent(siblings -> siblings.forEach(each -> textOf(each).ifPresent(shown::add)));
    return shown;
  }

  /** The value that a write is to leave; empty for a delete. */
  Optional<String> written() {
    JsonNode value = invoke.value();
    return f() == Event.F.CAS && value != null && value.isArray()
        ? textOf(value.get(1))
        : Optional.ofNullable(value).flatMap(Call::textOf);
  }

  private Optional<JsonNode> fact(String name) {
    return end.flatMap(event -> Optional.ofNullable(event.more().get(name)))
        .or(() -> Optional.ofNullable(invoke.more().get(name)))
        .filter(node -> !node.isNull());
  }

  private static Optional<String> text(Event event, String name) {
    return Optional.ofNullable(event.more().get(name)).flatMap(Call::textOf);
  }

  private static Optional<String> textOf(JsonNode node) {
    return node == null || node.isNull() ? Optional.empty() : Optional.of(node.asString());
  }
}
