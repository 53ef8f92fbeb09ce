package caplab.lab.check;

import caplab.lab.history.HistoryEvent.F;
import caplab.lab.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/**
 * The keys whose writes came one after another, numbered: {@code key-1}, {@code key-2}, … On them
 * it can be told from outside which of two values is newer, without trusting what the service says.
 */
final class SingleWriter {

  private final Map<String, List<Operation>> writes = new HashMap<>();

  private SingleWriter() {}

  /** Finds these keys among operations in the order in which they began. */
  static SingleWriter among(List<Operation> operations) {
    SingleWriter keys = new SingleWriter();
    for (Operation operation : operations) {
      // A refused change never takes effect, so it has no place in the order.
      if (operation.f() != F.READ && !operation.failed()) {
        keys.writes.computeIfAbsent(operation.key(), key -> new ArrayList<>()).add(operation);
      }
    }
    keys.writes.values().removeIf(it -> !isNumbered(it));
    return keys;
  }

  boolean has(String key) {
    return writes.containsKey(key);
  }

  /** The writes of one of these keys, each begun after the one before was answered. */
  List<Operation> writes(String key) {
    return writes.get(key);
  }

  /** The number of a write of one of these keys. */
  static long number(Operation write) {
    return number(write.key(), write.value()).orElseThrow();
  }

  /** The newest number that a read showed; 0 for nothing. */
  static long shown(Operation read) {
    return Shown.values(read).stream()
        .mapToLong(value -> number(read.key(), value).orElse(0))
        .max()
        .orElse(0);
  }

  private static boolean isNumbered(List<Operation> writes) {
    long number = 0;
    long over = Long.MIN_VALUE;
    for (Operation write : writes) {
      OptionalLong next = number(write.key(), write.value());
      if (write.f() != F.WRITE || next.orElse(0) <= number || write.start() < over) {
        return false;
      }
      number = next.getAsLong();
      over = write.end();
    }
    return true;
  }

  private static OptionalLong number(String key, JsonNode value) {
    String text = value.asString("");
    String digits = text.startsWith(key + "-") ? text.substring(key.length() + 1) : "";
    return digits.matches("[0-9]{1,18}")
        ? OptionalLong.of(Long.parseLong(digits))
        : OptionalLong.empty();
  }
}
