package caplab.cp.core;

import static caplab.cp.core.Bench.only;
import static caplab.cp.core.Bench.state;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/**
 * CP-13: a view of an equal number made by another is refused. Random schedules never showed what
 * happens otherwise; this one does.
 *
 * <ol>
 *   <li>n1 loses its disk. Movers A and B both look; both will make a view of number 2.
 *   <li>A's view is entered by n2 and n3, n1 is refilled and admitted in it.
 *   <li>One writer, in A's view, has the promises of n1 and n2 and the vote of n1.
 *   <li>n1 loses its disk again, and that vote with it.
 *   <li>B's messages arrive: n2 and n3 enter its view of number 2 too, n1 is refilled and admitted.
 *   <li>Another writer, in B's view, is acknowledged by n1 and n3.
 *   <li>A second copy of A's message brings n2 back, and n2 gives the first writer the vote it
 *       lacks.
 * </ol>
 */
class EqualViewTest {

  private record Told(Outcome first, Outcome second, Bench bench) {}

  @Test
  void refusesASecondViewOfOneNumber_soThatALostVoteIsNotCountedInIt() {
    Told told = twoMoversAndTwoDisks(InMemoryAcceptor::new);
    assertThat(told.second()).isInstanceOf(Outcome.NotApplied.class);
    assertThat(told.first()).isInstanceOf(Outcome.Applied.class);
    told.bench().heal(new ProposerMemory(5), told.bench().all());
    ProposerMemory reader = knowing(told.bench(), 6);
    assertThat(state(told.bench().read(reader, told.bench().all())).value()).contains("first");
  }

  @Test
  void catchesNodesThatEnterAViewOfAnEqualNumber() {
    Told told = twoMoversAndTwoDisks(EntersEqualNumbers::new);
    assertThat(List.of(told.first(), told.second()))
        .as("both are told that theirs is version 1")
        .allSatisfy(outcome ->
            assertThat(outcome)
                .isInstanceOfSatisfying(
                    Outcome.Applied.class, it -> assertThat(it.version()).isEqualTo(1)));
  }

  private static Told twoMoversAndTwoDisks(BiFunction<String, String, InMemoryAcceptor> node) {
    Bench bench = Bench.formed(new Bench(3, node));
    View before = knowing(bench, 9).view();
    bench.nodes.get("n1").wipe();
    Map<String, Reply.Standing> lookOfB = new TreeMap<>();
    bench.nodes.forEach((name, replica) -> lookOfB.put(name, replica.standing()));

    List<Request> copies = new ArrayList<>();
    bench.look(
        knowing(bench, 3),
        (name, request) -> {
          if (name.equals("n2") && request instanceof Request.Enter) {
            copies.add(request);
          }
          return true;
        });
    assertThat(bench.nodes.get("n1").standing().record().orElseThrow().view().number())
        .isEqualTo(2);

    List<Outcome> second = new ArrayList<>();
    Outcome first =
        bench.put(
            knowing(bench, 1),
            "first",
            "first",
            (name, request) -> {
              if (request instanceof Request.Accept && name.equals("n2") && second.isEmpty()) {
                bench.nodes.get("n1").wipe();
                moveOfB(bench, lookOfB, before);
                second.add(bench.put(knowing(bench, 2), "second", only("n1", "n3")));
                copies.forEach(bench.nodes.get("n2")::handle);
              }
              return !name.equals("n3");
            });
    return new Told(first, second.getFirst(), bench);
  }

  /** B goes on from what it saw before A moved. */
  private static void moveOfB(Bench bench, Map<String, Reply.Standing> seen, View before) {
    ProposerMemory memory = new ProposerMemory(4);
    memory.learn(before);
    NodeSurvey survey = new NodeSurvey(memory, List.copyOf(bench.all()), "b", Bench.PATIENCE_MS);
    NodeSurvey.Report look =
        bench.run(new ViewChange(survey, seen, before).next(before), (name, request) -> true);
    bench.run(look.refill().orElseThrow().start(), (name, request) -> true);
  }

  private static ProposerMemory knowing(Bench bench, long proposer) {
    ProposerMemory memory = new ProposerMemory(proposer);
    bench.nodes.values().stream()
        .flatMap(it -> it.standing().record().stream())
        .map(NodeRecord::view)
        .forEach(memory::learn);
    return memory;
  }

  /** A node without the rule: it forgets its view before it is asked to enter an equal one. */
  private static final class EntersEqualNumbers extends InMemoryAcceptor {
    EntersEqualNumbers(String name, String run) {
      super(name, run);
    }

    @Override
    public synchronized Reply handle(Request request) {
      if (request instanceof Request.Enter(View view)
          && standing().record().filter(it -> it.view().number() == view.number()).isPresent()) {
        Disk disk = disk();
        Optional<NodeRecord> forgetful =
            disk.record()
                .map(it ->
                    new NodeRecord(
                        it.incarnation(), it.run(), View.NONE, it.changes(), it.pending()));
        restart(standing().run(), new Disk(forgetful, disk.registers(), disk.notes()));
      }
      return super.handle(request);
    }
  }
}
