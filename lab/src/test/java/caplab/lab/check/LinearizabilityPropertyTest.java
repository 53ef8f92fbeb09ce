package caplab.lab.check;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.history.HistoryEvent;
import caplab.lab.history.HistoryEvent.F;
import caplab.lab.history.HistoryEvent.Type;
import caplab.lab.history.Operation;
import caplab.lab.history.Pairing;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/** The checker, checked: by a register that is correct, and by the definition. */
class LinearizabilityPropertyTest {

  private final Checker checker = new Linearizability();

  @Property(tries = 300)
  void explainsWhateverACorrectRegisterAnswers(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 12) int clients,
      @ForAll @IntRange(min = 0, max = 3) int values) {
    Clients.Mix mix = new Clients.Mix(clients, 2, 200, values, 0.05, 0.3);
    assertThat(checker.check(Clients.history(mix, seed))).isInstanceOf(Judgement.Valid.class);
  }

  @Property(tries = 3000)
  void agreesWithTheDefinition_onWhateverIsAnswered(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 7) int operations,
      @ForAll @IntRange(min = 0, max = 3) int values) {
    Clients.Mix mix = new Clients.Mix(4, 1, operations, values, 0.2, 0.4);
    agrees(mutated(Clients.history(mix, seed), new Random(seed)));
  }

  private void agrees(List<HistoryEvent> history) {
    List<Operation> operations = Pairing.operations(history);
    switch (checker.check(history)) {
      case Judgement.Violated(String why, List<Operation> witness) -> {
        assertThat(AllOrders.explain(operations)).as("%s %s", why, operations).isFalse();
        assertThat(AllOrders.explain(witness)).as("witness %s", witness).isFalse();
      }
      case Judgement.Valid valid ->
          assertThat(AllOrders.explain(operations)).as("%s", operations).isTrue();
      case Judgement.Undecided undecided ->
          assertThat(operations).noneMatch(it -> it.ok() && it.f() != F.READ);
    }
  }

  /** Half of the time something is not as it was: a value read, an outcome, an end. */
  private static List<HistoryEvent> mutated(List<HistoryEvent> history, Random random) {
    List<HistoryEvent> mutated = new ArrayList<>(history);
    for (int times = random.nextInt(3); times > 0; times--) {
      int at = random.nextInt(mutated.size());
      HistoryEvent event = mutated.get(at);
      if (event.type() == Type.INVOKE) {
        continue;
      }
      switch (random.nextInt(3)) {
        case 0 -> mutated.set(at, as(event, event.type(), otherValue(event, random)));
        case 1 ->
            mutated.set(
                at, as(event, event.type() == Type.OK ? Type.FAIL : Type.OK, event.value()));
        default -> {
          int began = lastBeginning(mutated, event.process(), at);
          mutated.remove(at);
          mutated.add(began + 1 + random.nextInt(at - began), event);
        }
      }
    }
    return numbered(mutated);
  }

  private static int lastBeginning(List<HistoryEvent> history, long process, int before) {
    int at = before - 1;
    while (history.get(at).process() != process) {
      at--;
    }
    return at;
  }

  private static JsonNode otherValue(HistoryEvent event, Random random) {
    int number = random.nextInt(4);
    JsonNode value = number == 3 ? NullNode.instance : StringNode.valueOf("v" + number);
    return event.f() == F.READ ? value : event.value();
  }

  private static HistoryEvent as(HistoryEvent it, Type type, JsonNode value) {
    return new HistoryEvent(
        it.process(), type, it.f(), it.key(), value, it.time(), it.node(), it.more());
  }

  private static List<HistoryEvent> numbered(List<HistoryEvent> history) {
    List<HistoryEvent> numbered = new ArrayList<>();
    for (HistoryEvent it : history) {
      numbered.add(
          new HistoryEvent(
              it.process(),
              it.type(),
              it.f(),
              it.key(),
              it.value(),
              numbered.size(),
              it.node(),
              it.more()));
    }
    return numbered;
  }
}
