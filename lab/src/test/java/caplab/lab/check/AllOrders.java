package caplab.lab.check;

import caplab.lab.history.HistoryEvent.F;
import caplab.lab.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/**
 * The definition, word for word: tries every order of the operations on one key. Slow, and so
 * simple that the checker can be checked by it.
 */
final class AllOrders {

  private AllOrders() {}

  /** Whether some order explains all answers. */
  static boolean explain(List<Operation> operations) {
    return explain(operations, NullNode.instance);
  }

  private static boolean explain(List<Operation> left, JsonNode state) {
    if (left.stream().noneMatch(AllOrders::mustHappen)) {
      return true;
    }
    for (Operation next : left) {
      boolean first = left.stream().noneMatch(other -> mustHappen(other) && other.before(next));
      Optional<JsonNode> after = first ? after(next, state) : Optional.empty();
      if (after.isPresent()) {
        List<Operation> rest = new ArrayList<>(left);
        rest.remove(next);
        if (explain(rest, after.get())) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean mustHappen(Operation operation) {
    return operation.ok() || isUnmet(operation);
  }

  private static boolean isUnmet(Operation operation) {
    return operation.failed() && operation.f() == F.CAS && operation.status() == 412;
  }

  /** The state that an operation leaves; empty if it cannot happen here. */
  private static Optional<JsonNode> after(Operation operation, JsonNode state) {
    if (operation.failed() && !isUnmet(operation)) {
      return Optional.empty();
    }
    return switch (operation.f()) {
      case READ ->
          Optional.of(state).filter(it -> operation.unknown() || it.equals(operation.value()));
      case WRITE -> Optional.of(operation.value());
      case DELETE -> Optional.of(NullNode.instance);
      case CAS -> {
        boolean met = state.equals(operation.value().get(0));
        if (isUnmet(operation)) {
          yield Optional.of(state).filter(it -> !met);
        }
        yield Optional.of(operation.value().get(1)).filter(it -> met);
      }
    };
  }
}
