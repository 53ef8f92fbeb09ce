package caplab.lab.check;

import caplab.lab.history.Facts;
import caplab.lab.history.HistoryEvent;
import caplab.lab.history.HistoryEvent.F;
import caplab.lab.history.Operation;
import caplab.lab.history.Pairing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The versions that app-cp answers count the changes of a key: no two changes share one, none has
 * two values, and no answer carries one below that of an answer before it.
 */
public final class VersionOrder implements Checker {

  @Override
  public String promise() {
    return "each change gets the next version number";
  }

  @Override
  public Judgement check(List<HistoryEvent> history) {
    Map<String, List<Operation>> keys = new HashMap<>();
    Pairing.operations(history).stream()
        .filter(it -> it.ended() != Operation.OPEN && version(it) >= 0)
        .forEach(it -> keys.computeIfAbsent(it.key(), key -> new ArrayList<>()).add(it));
    long looked = 0;
    for (List<Operation> operations : keys.values()) {
      Optional<Judgement> broken = shared(operations).or(() -> backwards(operations));
      if (broken.isPresent()) {
        return broken.get();
      }
      looked += operations.size();
    }
    return Judgement.valid(looked);
  }

  private static Optional<Judgement> shared(List<Operation> operations) {
    Map<Long, Operation> writers = new HashMap<>();
    Map<Long, Operation> showing = new HashMap<>();
    for (Operation operation : operations) {
      if (!operation.ok()) {
        continue;
      }
      long version = version(operation);
      Operation other = showing.putIfAbsent(version, operation);
      if (other != null && !left(other).equals(left(operation))) {
        return violated("version %d has two values".formatted(version), other, operation);
      }
      Operation writer = changes(operation) ? writers.putIfAbsent(version, operation) : null;
      if (writer != null) {
        return violated("two changes made version %d".formatted(version), writer, operation);
      }
    }
    return Optional.empty();
  }

  private static Optional<Judgement> backwards(List<Operation> operations) {
    List<Operation> byEnd = new ArrayList<>(operations);
    byEnd.sort(Comparator.comparingInt(Operation::ended));
    Operation newest = null;
    int over = 0;
    for (Operation operation : operations) {
      for (; byEnd.get(over).before(operation); over++) {
        Operation before = byEnd.get(over);
        newest = newest == null || version(before) > version(newest) ? before : newest;
      }
      long floor = newest == null ? 0 : version(newest) + (changes(operation) ? 1 : 0);
      if (version(operation) < floor) {
        return violated(
            "version %d was answered after version %d"
                .formatted(version(operation), version(newest)),
            newest,
            operation);
      }
    }
    return Optional.empty();
  }

  /** A delete is none here: it changes nothing where nothing is. */
  private static boolean changes(Operation operation) {
    return operation.ok() && (operation.f() == F.WRITE || operation.f() == F.CAS);
  }

  /** The value that the register has in the version answered. */
  private static JsonNode left(Operation operation) {
    return operation.f() == F.CAS ? operation.value().path(1) : operation.value();
  }

  private static long version(Operation operation) {
    return operation
        .completion()
        .flatMap(it -> it.fact(Facts.VERSION))
        .filter(it -> it.isIntegralNumber() && it.canConvertToLong())
        .map(JsonNode::asLong)
        .orElse(-1L);
  }

  private static Optional<Judgement> violated(String why, Operation first, Operation second) {
    boolean inOrder = first.began() < second.began();
    return Optional.of(
        new Judgement.Violated(why, inOrder ? List.of(first, second) : List.of(second, first)));
  }
}
