package caplab.lab.history;

import caplab.lab.history.HistoryEvent.F;
import caplab.lab.history.HistoryEvent.Type;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * What one process asked and what came of it.
 *
 * @param invoke its beginning
 * @param completion its end, unless the history ends before
 * @param began position of the beginning among the events of the history
 * @param ended position from which on its effect is settled; {@link #OPEN} if it may still happen
 */
public record Operation(
    HistoryEvent invoke, Optional<HistoryEvent> completion, int began, int ended) {

  /** The end of an operation that may take effect at any later time, or never. */
  public static final int OPEN = Integer.MAX_VALUE;

  /** Statuses of a definite answer that is no success: nothing was there, or not what was named. */
  private static final Set<Integer> ANSWERS = Set.of(404, 409, 412);

  public long process() {
    return invoke.process();
  }

  public F f() {
    return invoke.f();
  }

  public String key() {
    return invoke.key();
  }

  /** How it ended; without completion its outcome is unknown. */
  public Type outcome() {
    return completion.map(HistoryEvent::type).orElse(Type.INFO);
  }

  public boolean ok() {
    return outcome() == Type.OK;
  }

  /** Refused for certain: it has no effect and never will. */
  public boolean failed() {
    return outcome() == Type.FAIL;
  }

  /** It may have taken effect, or may still. */
  public boolean unknown() {
    return outcome() == Type.INFO;
  }

  /** The same, as far as its client is concerned. */
  public RequestFate fate() {
    return switch (outcome()) {
      case OK -> RequestFate.SERVED;
      case INVOKE, INFO -> RequestFate.UNANSWERED;
      case FAIL -> {
        if (ANSWERS.contains(status())) {
          yield RequestFate.SERVED;
        }
        yield status() / 100 == 4 ? RequestFate.MISTAKEN : RequestFate.REFUSED;
      }
    };
  }

  /** What a read saw (null: nothing), what a write wrote, the pair of a compare-and-set. */
  public JsonNode value() {
    return switch (f()) {
      case READ -> completion.map(HistoryEvent::value).orElse(NullNode.instance);
      case WRITE, CAS, DELETE -> invoke.value();
    };
  }

  /** Nanoseconds since the start of the run. */
  public long start() {
    return invoke.time();
  }

  /** Nanoseconds since the start of the run at which the client knew; never, if it never did. */
  public long end() {
    return completion.map(HistoryEvent::time).orElse(Long.MAX_VALUE);
  }

  /** Whether it was over before the other began. */
  public boolean before(Operation other) {
    return ended < other.began;
  }

  /** HTTP status of the answer; 0 if none came or none was recorded. */
  public int status() {
    return fact(Facts.STATUS).map(it -> it.asInt(0)).orElse(0);
  }

  /** A fact of the answer, else of the question, by its name in {@link Facts}. */
  public Optional<JsonNode> fact(String name) {
    return completion.flatMap(it -> it.fact(name)).or(() -> invoke.fact(name));
  }

  /** A fact as text; empty if it is absent or null. */
  public String text(String name) {
    return fact(name).filter(it -> !it.isNull()).map(it -> it.asString("")).orElse("");
  }

  /** The client's zone; where none is recorded, the instance asked. */
  public String zone() {
    String zone = text(Facts.ZONE);
    return zone.isEmpty() ? invoke.node() : zone;
  }

  /** What was asked and what came, in a few characters: {@code read → a}. */
  public String label() {
    String came =
        switch (outcome()) {
          case OK -> "";
          case FAIL -> status() == 412 ? " ✗ 412" : " ✗";
          case INFO, INVOKE -> " ?";
        };
    return switch (f()) {
      case READ -> "read" + (ok() ? " → " + show(value()) : came);
      case WRITE -> "write " + show(value()) + came;
      case CAS -> "cas " + show(value().path(0)) + "→" + show(value().path(1)) + came;
      case DELETE -> "delete" + came;
    };
  }

  /** One line for people: who, where, what, when. */
  @Override
  public String toString() {
    String place = invoke.node().isEmpty() ? "" : " " + invoke.node();
    String over = completion.map(it -> milliseconds(it.time())).orElse("…");
    return "process %d%s: %s%s  [%s – %s ms]"
        .formatted(
            process(),
            place,
            label(),
            key().isEmpty() ? "" : " on " + key(),
            milliseconds(start()),
            over);
  }

  private static String show(JsonNode value) {
    return value.isNull() ? "nothing" : value.isString() ? value.stringValue() : value.toString();
  }

  private static String milliseconds(long nanoseconds) {
    return String.format(Locale.ROOT, "%.1f", nanoseconds / 1e6);
  }
}
