package caplab.cp.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After faults end every node is admitted and every operation answers (CP-13, CP-15 and CP-16). */
class LivenessTest {

  private static final View.Member NEVER = new View.Member("never", "");

  private final ProposerMemory instance = new ProposerMemory(1);

  @Test
  void admitsAWipedNodeAgain() {
    Bench bench = written(3);
    bench.nodes.get("n2").wipe();
    assertServes(bench, bench.all());
  }

  /** CP-13: n1 missed the write, so that n3 alone is left to tell of it. */
  @Test
  void admitsNobody_whereTooFewOthersTellWhatTheyHold() {
    Bench bench = written(3);
    bench.put(instance, "acknowledged", Set.of("n2", "n3"));
    bench.nodes.get("n2").wipe();
    bench.look(
        instance, (node, request) -> !(request instanceof Request.Scan && node.equals("n3")));
    assertThat(bench.nodes.get("n2").standing().record().orElseThrow().pending()).isPresent();
    bench.heal(instance, bench.all());
    assertThat(Bench.state(bench.read(instance, Set.of("n1", "n2"))).value())
        .contains("acknowledged");
  }

  @Test
  void admitsTwoWipedNodesOfFive() {
    Bench bench = written(5);
    bench.nodes.get("n2").wipe();
    bench.nodes.get("n4").wipe();
    assertServes(bench, bench.all());
  }

  @Test
  void trustsRestartedNodes_whenTwoOfThreeRestarted() {
    Bench bench = written(3);
    bench.restart("n1");
    bench.restart("n3");
    assertServes(bench, bench.all());
  }

  @Test
  void trustsARestartedNode_besideADeadOne() {
    Bench bench = written(3);
    bench.restart("n1");
    assertServes(bench, Set.of("n1", "n2"));
    assertServes(bench, bench.all());
  }

  @Test
  void trustsAll_whenAllRestartedAtOnce() {
    Bench bench = written(3);
    List.copyOf(bench.all()).forEach(bench::restart);
    assertServes(bench, bench.all());
  }

  @Test
  void trustsANode_whoseRefillWasGivenUpHalfWay() {
    Bench bench = written(3);
    bench.restart("n1");
    bench.look(instance, (node, request) -> !(request instanceof Request.Admit));
    bench.look(instance, (node, request) -> !node.equals("n3"));
    assertServes(bench, Set.of("n1", "n2"));
  }

  /** Found by a random schedule: one lost disk at a time, and one slow message between them. */
  @Test
  void recallsANode_thatALateViewReplaces_besideALostDisk() {
    Bench bench = written(3);
    bench.nodes.get("n1").wipe();
    bench.heal(instance, bench.all());
    View late = instance.view().next("n1", NEVER);
    bench.nodes.get("n3").wipe();
    bench.nodes.get("n2").handle(new Request.Enter(late));
    assertServes(bench, bench.all());
  }

  /**
   * Found by two random schedules of 30,000: a mover that knew another view of the same number
   * began a refill of a node which that view did not know, and the others went on with one that
   * does.
   */
  @Test
  void completesARefillThatBeganInAViewWhichLost() {
    Bench bench = written(3);
    View lost = new View(1, "lost", instance.view().next("n2", NEVER).members());
    assertThat(bench.nodes.get("n2").handle(new Request.Begin("late", lost)))
        .isInstanceOf(Reply.Begun.class);
    assertServes(bench, bench.all());
  }

  /** The same, and it restarts before anybody recalls it. */
  @Test
  void recallsARestartedNode_thatALateViewReplaces_besideALostDisk() {
    Bench bench = written(3);
    bench.nodes.get("n1").wipe();
    bench.heal(instance, bench.all());
    View late = instance.view().next("n1", NEVER);
    bench.nodes.get("n3").wipe();
    bench.nodes.get("n2").handle(new Request.Enter(late));
    bench.restart("n1");
    assertServes(bench, bench.all());
  }

  /**
   * Found by a random schedule: two movers for one lost disk, and a restart of the one node that
   * entered the first one's view.
   */
  @Test
  void trustsANode_thatRestartedInAViewOfAnEqualNumber_besideALostDisk() {
    Bench bench = tied("n1");
    bench.restart("n2");
    assertServes(bench, bench.all());
  }

  @Test
  void trustsANode_thatRestartedInAViewOfAnEqualNumber_whichTheOtherViewReplaces() {
    Bench bench = tied("n2");
    bench.restart("n2");
    assertServes(bench, bench.all());
  }

  @Test
  void trustsAll_whenAllRestartedInViewsOfAnEqualNumber_besideALostDisk() {
    Bench bench = tied("n1");
    List.of("n2", "n3", "n4").forEach(bench::restart);
    assertServes(bench, bench.all());
  }

  /** CP-13: no note is no word for a disk from before the last two. */
  @Test
  void refusesToRecallADiskFromBeforeTheLastTwo_thatNobodyNoted() {
    Bench bench = written(3);
    InMemoryAcceptor.Disk old = bench.nodes.get("n1").disk();
    for (int lost = 0; lost < 2; lost++) {
      bench.nodes.get("n1").wipe();
      bench.heal(instance, bench.all());
    }
    InMemoryAcceptor witness = bench.nodes.get("n2");
    InMemoryAcceptor.Disk its = witness.disk();
    witness.restart(
        witness.standing().run(),
        new InMemoryAcceptor.Disk(its.record(), its.registers(), Reply.Notes.NONE));
    bench.nodes.get("n1").restart("later", old);
    assertThat(bench.heal(instance, Set.of("n1", "n2")).finding())
        .isEqualTo(NodeSurvey.Finding.STUCK);
  }

  /** CP-15: nobody vouches for a node that answers alone. */
  @Test
  void refusesToTrustANode_withoutAWitness() {
    Bench bench = written(3);
    InMemoryAcceptor.Disk old = bench.nodes.get("n1").disk();
    bench.put(instance, "newer", bench.all());
    bench.nodes.get("n1").restart("later", old);
    assertThat(bench.heal(instance, Set.of("n1")).finding()).isEqualTo(NodeSurvey.Finding.STUCK);
  }

  @Test
  void refusesToTrustAnOldDisk_thatIsBehindItsNotes() {
    Bench bench = written(3);
    InMemoryAcceptor.Disk old = bench.nodes.get("n1").disk();
    bench.put(instance, "newer", bench.all());
    bench.heal(instance, bench.all());
    bench.nodes.get("n1").restart("later", old);
    assertThat(bench.heal(instance, Set.of("n1", "n2")).finding())
        .isEqualTo(NodeSurvey.Finding.STUCK);
    assertServes(bench, bench.all());
  }

  @Test
  void refusesToFormAgain_whenAMajorityLostItsDisks() {
    Bench bench = written(3);
    bench.nodes.get("n1").wipe();
    bench.nodes.get("n2").wipe();
    assertThat(bench.heal(new ProposerMemory(7), bench.all()).finding())
        .isEqualTo(NodeSurvey.Finding.STUCK);
  }

  @Test
  void formsNothing_whileANodeIsMissing() {
    Bench bench = new Bench(3);
    assertThat(bench.heal(instance, Set.of("n1", "n2")).finding())
        .isEqualTo(NodeSurvey.Finding.UNFORMED);
    assertThat(bench.put(instance, "v", bench.all()))
        .isEqualTo(new Outcome.NotApplied(Outcome.Reason.NOT_FORMED, List.of()));
  }

  @Test
  void formsOneView_thoughANodeRestartedOrWasWipedBetweenTheSteps() {
    Bench bench = new Bench(3);
    bench.look(instance, (node, request) -> !node.equals("n3") || !marks(request));
    bench.restart("n1");
    bench.look(instance, (node, request) -> true);
    bench.nodes.get("n2").wipe();
    assertServes(bench, bench.all());
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 7})
  void formsOneView_whenTheFirstViewReachedOneNodeAndAllRestarted(int nodes) {
    Bench bench = new Bench(nodes);
    bench.look(instance, (node, request) -> true);
    bench.look(
        instance, (node, request) -> !(request instanceof Request.Enter) || node.equals("n2"));
    List.copyOf(bench.all()).forEach(bench::restart);
    assertServes(bench, bench.all());
  }

  /** Found by random schedules, as the next one. */
  @Test
  void formsOneView_whenTheFirstViewReachedNobodyAndAllRestarted() {
    Bench bench = new Bench(3);
    bench.look(instance, (node, request) -> true);
    bench.look(instance, (node, request) -> !(request instanceof Request.Enter));
    List.copyOf(bench.all()).forEach(bench::restart);
    assertServes(bench, bench.all());
  }

  /** Their incarnations are of no view, and the one node that is in a view cannot refill them. */
  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 7})
  void formsOneView_whenTheFirstViewReachedOneNodeAndTheOthersWereMarkedAnew(int nodes) {
    Bench bench = new Bench(nodes);
    bench.look(instance, (node, request) -> true);
    bench.look(
        instance, (node, request) -> !(request instanceof Request.Enter) || node.equals("n1"));
    List.copyOf(bench.all()).forEach(bench::restart);
    bench.all().stream()
        .filter(node -> !node.equals("n1"))
        .forEach(node -> bench.nodes.get(node).handle(new Request.Mark("late")));
    assertServes(bench, bench.all());
  }

  @Test
  void staysSilentlyHealthy_whenNothingHappens() {
    Bench bench = written(3);
    bench.heal(instance, bench.all());
    bench.late.clear();
    Set<Class<?>> sent = new HashSet<>();
    bench.look(instance, (node, request) -> sent.add(request.getClass()) || true);
    assertThat(sent).containsExactly(Request.Survey.class);
  }

  private static boolean marks(Request request) {
    return request instanceof Request.Mark;
  }

  /** n1 has lost its disk; n2 entered the view made for it, n3 and n4 one for {@code subject}. */
  private Bench tied(String subject) {
    Bench bench = written(4);
    View before = instance.view();
    bench.nodes.get("n1").wipe();
    View one = before.next("n1", new View.Member("never", ""));
    String was = subject.equals("n1") ? "" : before.members().get(subject).incarnation();
    View other = before.next(subject, new View.Member("neither", was));
    bench.nodes.get("n2").handle(new Request.Enter(one));
    bench.nodes.get("n3").handle(new Request.Enter(other));
    bench.nodes.get("n4").handle(new Request.Enter(other));
    return bench;
  }

  private Bench written(int nodes) {
    Bench bench = Bench.formed(nodes);
    bench.heal(instance, bench.all());
    assertThat(bench.put(instance, "written", bench.all())).isInstanceOf(Outcome.Applied.class);
    bench.heal(instance, bench.all());
    return bench;
  }

  private void assertServes(Bench bench, Set<String> reachable) {
    NodeSurvey.Report report = bench.heal(instance, reachable);
    assertThat(report.finding()).isEqualTo(NodeSurvey.Finding.HEALTHY);
    assertThat(report.standings().keySet()).isEqualTo(new HashSet<>(reachable));
    assertThat(bench.put(instance, "served by " + reachable, reachable))
        .isInstanceOf(Outcome.Applied.class);
    Outcome read = bench.read(instance, reachable);
    assertThat(Bench.state(read).value()).contains("served by " + reachable);
  }
}
