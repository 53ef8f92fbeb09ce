package caplab.lab.check;

import caplab.lab.history.HistoryEvent;
import caplab.lab.history.HistoryEvent.F;
import caplab.lab.history.Operation;
import caplab.lab.history.Pairing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * After the heal a counter shows at least the increments that were acknowledged, and at most these
 * and those of unknown outcome. A counter is a key that is only ever compared and set to one more.
 */
public final class Increments implements Checker {

  @Override
  public String promise() {
    return "every acknowledged increment counts, once";
  }

  @Override
  public boolean concerns(List<HistoryEvent> history) {
    return !counters(Pairing.operations(history)).isEmpty();
  }

  @Override
  public Judgement check(List<HistoryEvent> history) {
    long looked = 0;
    for (List<Operation> counter : counters(Pairing.operations(history)).values()) {
      long acknowledged = changes(counter, Operation::ok).size();
      long most = acknowledged + changes(counter, Operation::unknown).size();
      for (Operation read : counter.stream().filter(Shown::isFinal).toList()) {
        long shown = number(read.value()).orElse(-1);
        if (shown < acknowledged || shown > most) {
          return violated(counter, read, acknowledged, most);
        }
        looked += acknowledged;
      }
    }
    return Judgement.valid(looked);
  }

  private static Map<String, List<Operation>> counters(List<Operation> operations) {
    Map<String, List<Operation>> keys =
        operations.stream()
            .collect(Collectors.groupingBy(Operation::key, TreeMap::new, Collectors.toList()));
    keys.values()
        .removeIf(each -> {
          List<Operation> changes = changes(each, any -> true);
          return changes.isEmpty() || !changes.stream().allMatch(Increments::isIncrement);
        });
    return keys;
  }

  private static List<Operation> changes(List<Operation> of, Predicate<Operation> which) {
    return of.stream().filter(each -> each.f() != F.READ).filter(which).toList();
  }

  private static boolean isIncrement(Operation change) {
    if (change.f() != F.CAS) {
      return false;
    }
    OptionalLong before = number(change.value().path(0));
    return before.isPresent() && left(change).equals(OptionalLong.of(before.getAsLong() + 1));
  }

  private static OptionalLong left(Operation change) {
    return number(change.value().path(1));
  }

  /** Nothing is 0; empty for what is no count. */
  private static OptionalLong number(JsonNode value) {
    String text = value.isNull() ? "0" : value.asString("");
    return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  private static Judgement violated(
      List<Operation> counter, Operation read, long acknowledged, long most) {
    String why =
        "\"%s\" shows %s after the heal; %d increments were acknowledged and %d are of unknown outcome"
            .formatted(
                read.key(), read.value().asString("nothing"), acknowledged, most - acknowledged);
    List<Operation> witness = new ArrayList<>(telling(counter));
    witness.add(read);
    return new Judgement.Violated(why, witness);
  }

  /** Two acknowledged increments to one number, if there are any. */
  private static List<Operation> telling(List<Operation> counter) {
    return changes(counter, Operation::ok).stream()
        .collect(Collectors.groupingBy(Increments::left, Collectors.toList()))
        .values()
        .stream()
        .filter(same -> same.size() > 1)
        .findFirst()
        .map(same -> same.subList(0, 2))
        .orElse(List.of());
  }
}
