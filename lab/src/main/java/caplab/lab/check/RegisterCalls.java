package caplab.lab.check;

import caplab.lab.check.RegisterCall.Kind;
import caplab.lab.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** Turns the operations on one key into calls; what says nothing is left out. */
final class RegisterCalls {

  private static final int UNMET_STATUS = 412;

  private final Map<JsonNode, Integer> codes = new HashMap<>();
  private final List<RegisterCall> calls = new ArrayList<>();

  private RegisterCalls() {
    code(NullNode.instance);
  }

  /**
   * The calls in the order in which they began. Value 0 is nothing, which is there at first. A
   * refused operation did not happen, and a read without answer saw nothing: neither is a call.
   */
  static List<RegisterCall> of(List<Operation> operations) {
    RegisterCalls calls = new RegisterCalls();
    operations.forEach(calls::add);
    return calls.calls;
  }

  private void add(Operation operation) {
    switch (operation.f()) {
      case READ -> {
        if (operation.ok()) {
          add(operation, Kind.READ, code(operation.value()), RegisterCall.NONE);
        }
      }
      case WRITE -> addEffect(operation, Kind.WRITE, RegisterCall.NONE, code(operation.value()));
      case DELETE -> addEffect(operation, Kind.WRITE, RegisterCall.NONE, 0);
      case CAS -> {
        int expects = code(operation.value().path(0));
        if (operation.failed() && operation.status() == UNMET_STATUS) {
          add(operation, Kind.UNMET, expects, RegisterCall.NONE);
        }
        addEffect(operation, Kind.CAS, expects, code(operation.value().path(1)));
      }
    }
  }

  private void addEffect(Operation operation, Kind kind, int expects, int leaves) {
    if (!operation.failed()) {
      add(operation, kind, expects, leaves);
    }
  }

  private void add(Operation operation, Kind kind, int expects, int leaves) {
    calls.add(
        new RegisterCall(operation, kind, expects, leaves, operation.began(), operation.ended()));
  }

  private int code(JsonNode value) {
    return codes.computeIfAbsent(value, it -> codes.size());
  }
}
