package caplab.lab.report;

import caplab.lab.history.Event.F;
import caplab.lab.history.Facts;
import caplab.lab.history.Operation;
import java.util.OptionalDouble;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * One operation as its client met it.
 *
 * @param mode {@code cp} or {@code ap}, whichever service was asked
 * @param zone the client's
 * @param fromMs when it was asked, since the start of the run
 * @param latencyMs how long until the client knew; empty if it never did
 * @param fate what it came to
 * @param read whether it only looked
 * @param stalenessMs the bound that the answer stated; empty if it stated none
 */
record Request(
    String mode,
    String zone,
    double fromMs,
    OptionalDouble latencyMs,
    Fate fate,
    boolean read,
    OptionalDouble stalenessMs) {

  private static final double NS_PER_MS = 1e6;

  /** A condition that was not met is an answer, not a refusal. */
  private static final Set<Integer> ANSWERS = Set.of(404, 409, 412);

  /** What a request came to. */
  enum Fate {
    SERVED,
    REFUSED,
    UNKNOWN
  }

  static Request of(Operation operation) {
    return new Request(
        mode(operation),
        zone(operation),
        operation.start() / NS_PER_MS,
        operation.completion().isPresent()
            ? OptionalDouble.of((operation.end() - operation.start()) / NS_PER_MS)
            : OptionalDouble.empty(),
        fate(operation),
        operation.f() == F.READ,
        operation
            .fact(Facts.STALENESS_MS)
            .filter(JsonNode::isNumber)
            .map(bound -> OptionalDouble.of(bound.doubleValue()))
            .orElse(OptionalDouble.empty()));
  }

  private static Fate fate(Operation operation) {
    return switch (operation.outcome()) {
      case OK -> Fate.SERVED;
      case FAIL -> ANSWERS.contains(operation.status()) ? Fate.SERVED : Fate.REFUSED;
      case INFO, INVOKE -> Fate.UNKNOWN;
    };
  }

  private static String mode(Operation operation) {
    String mode = operation.text(Facts.MODE);
    return mode.isEmpty() && operation.invoke().node().startsWith("app_ap")
        ? "ap"
        : mode.isEmpty() ? "cp" : mode;
  }

  private static String zone(Operation operation) {
    String zone = operation.text(Facts.ZONE);
    return zone.isEmpty() ? Instance.zone(operation.invoke().node()) : zone;
  }
}
