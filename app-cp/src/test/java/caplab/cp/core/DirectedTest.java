package caplab.cp.core;

import static caplab.cp.core.Bench.known;
import static caplab.cp.core.Bench.only;
import static caplab.cp.core.Bench.state;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Schedules that random ones meet too rarely, each with the rule and without it.
 *
 * <p>Longer than other files, as each schedule is told whole, beside the rule that it breaks.
 */
class DirectedTest {

  private static final QuorumRules COPIES_THE_HIGHEST =
      new QuorumRules() {
        @Override
        boolean chosen(View view, Collection<Reply.Held> answers) {
          return true;
        }
      };

  private static final QuorumRules FORGETS_THE_WINDOW =
      new QuorumRules() {
        @Override
        boolean mayHaveLeft(long first, long version) {
          return false;
        }
      };

  @Test
  void completesARoundBeforeARefill_soThatNoVoteIsCounted_thatWasNeverCast() {
    assertThat(valuesOfOneVersion(QuorumRules.PROOF)).isEqualTo(1);
  }

  @Test
  void catchesARefillThatCopiesTheHighestVote() {
    assertThat(valuesOfOneVersion(COPIES_THE_HIGHEST)).isEqualTo(2);
  }

  /** CP-14 with five nodes: two values in flight, two disks lost one after the other. */
  private static int valuesOfOneVersion(QuorumRules proof) {
    Bench bench = Bench.formed(5);
    ProposerMemory first = known(bench, 1);
    ProposerMemory second = known(bench, 2);
    ProposerMemory mover = new ProposerMemory(3, proof);
    bench.put(known(bench, 4), "a", bench.all());
    bench.put(first, "p", "p", acceptsAt("n1", bench.all()));
    bench.put(second, "q", "q", acceptsAt("none", only("n2", "n3", "n4")));
    bench.nodes.get("n5").wipe();
    bench.heal(mover, only("n1", "n2", "n4", "n5"));
    bench.arrive((node, request) -> node.equals("n3") && accepts(request, "q"));
    bench.nodes.get("n4").wipe();
    bench.heal(mover, only("n1", "n2", "n4", "n5"));
    RegisterState before = state(bench.read(known(bench, 5), only("n1", "n4", "n5")));
    bench.heal(mover, bench.all());
    RegisterState after = state(bench.read(known(bench, 6), only("n1", "n2", "n3")));
    return before.version() == after.version()
        ? (int) Stream.of(before.value(), after.value()).distinct().count()
        : 1;
  }

  /** CP-7. */
  @Test
  void answersUnknownForEver_whenTheIdMayHaveLeftTheWindow() {
    assertThat(retryAfterManyWrites(QuorumRules.PROOF)).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void catchesARetryPastTheWindow_whichIsAppliedTwice() {
    assertThat(retryAfterManyWrites(FORGETS_THE_WINDOW)).isInstanceOf(Outcome.Applied.class);
  }

  private static Outcome retryAfterManyWrites(QuorumRules proof) {
    Bench bench = Bench.formed(3);
    ProposerMemory one = known(bench, 1);
    assertThat(bench.put(one, "k", "once", all(bench))).isInstanceOf(Outcome.Applied.class);
    for (int i = 0; i < OperationWindow.WINDOW; i++) {
      bench.put(one, "w" + i, bench.all());
    }
    ProposerMemory other = new ProposerMemory(2, proof);
    other.learn(one.view());
    return bench.resume(other, "k", "once", 0);
  }

  @Test
  void seesItsFirstApplication_whileTheIdIsInTheWindow() {
    Bench bench = Bench.formed(3);
    ProposerMemory one = known(bench, 1);
    bench.put(one, "k", "once", all(bench));
    for (int i = 1; i < OperationWindow.WINDOW; i++) {
      bench.put(one, "w" + i, bench.all());
    }
    assertThat(bench.resume(known(bench, 2), "k", "once", 0))
        .isInstanceOfSatisfying(Outcome.Applied.class, it -> assertThat(it.version()).isEqualTo(1));
  }

  @Test
  void refusesALateAccept_whosePromiseDiedWithADisk() {
    assertThat(lateWrite(new Bench(3)))
        .isInstanceOfSatisfying(
            Outcome.Applied.class,
            it -> assertThat(it.version()).as("by another round").isEqualTo(3));
  }

  @Test
  void catchesAFenceOnTheLostNodeAlone_withoutViews() {
    Bench unfenced =
        new Bench(
            3,
            (name, run) ->
                new InMemoryAcceptor(name, run) {
                  @Override
                  boolean lets(Request.Voting request) {
                    Reply.Standing now = standing();
                    return now.record()
                        .filter(it -> it.votes(now.run()))
                        .filter(it -> it.incarnation().equals(request.pass().incarnation()))
                        .isPresent();
                  }
                });
    assertThat(lateWrite(unfenced))
        .isInstanceOfSatisfying(
            Outcome.Applied.class,
            it -> assertThat(it.version()).as("that of a write acknowledged before").isEqualTo(2));
  }

  /**
   * CP-12: n1 promises and loses its disk; it is refilled, and a write with a lower ballot is
   * acknowledged by n1 and n3; only then do the other messages of the first proposal arrive. Its
   * promise by n1, which the lost disk gave, must not count.
   */
  private static Outcome lateWrite(Bench empty) {
    Bench bench = Bench.formed(empty);
    ProposerMemory late = known(bench, 1);
    late.saw(new Ballot(1_000, 1));
    bench.put(known(bench, 4), "a", bench.all());
    boolean[] lost = {false};
    BiPredicate<String, Request> slowly =
        (node, request) -> {
          if (node.equals("n2") && !lost[0]) {
            lost[0] = true;
            bench.nodes.get("n1").wipe();
            bench.heal(new ProposerMemory(3), bench.all());
            Outcome between = bench.put(known(bench, 5), "b", only("n1", "n3"));
            assertThat(between)
                .isInstanceOfSatisfying(
                    Outcome.Applied.class, it -> assertThat(it.version()).isEqualTo(2));
          }
          return request instanceof Request.Accept ? !node.equals("n1") : !node.equals("n3");
        };
    return bench.put(late, "late", "late", slowly);
  }

  /** CP-13 taken away: content with two of the three nodes that are left of five. */
  private static final QuorumRules FENCES_A_MAJORITY_OF_THE_REST =
      new QuorumRules() {
        @Override
        int fence(View view) {
          return 2;
        }

        @Override
        boolean chosen(View view, Collection<Reply.Held> answers) {
          return answers.size() >= 2 && proven(answers).isPresent();
        }
      };

  @Test
  void waitsForTheNodeThatMayHoldTheOnlyCopy_whenTwoOfFiveLostTheirDisks() {
    Bench bench = twoOfFiveWiped();
    Set<String> withoutN3 = only("n1", "n2", "n4", "n5");
    assertThat(bench.heal(new ProposerMemory(3), withoutN3).finding())
        .isEqualTo(NodeSurvey.Finding.STUCK);
    bench.heal(new ProposerMemory(4), bench.all());
    assertThat(state(bench.read(known(bench, 5), withoutN3)).value()).contains("acknowledged");
  }

  @Test
  void catchesAFenceOfAMajorityOfTheRest_whichLosesAnAcknowledgedWrite() {
    Bench bench = twoOfFiveWiped();
    Set<String> withoutN3 = only("n1", "n2", "n4", "n5");
    bench.heal(new ProposerMemory(3, FENCES_A_MAJORITY_OF_THE_REST), withoutN3);
    assertThat(state(bench.read(known(bench, 5), withoutN3)).value()).contains("a");
  }

  private static Bench twoOfFiveWiped() {
    Bench bench = Bench.formed(5);
    ProposerMemory instance = known(bench, 1);
    bench.put(instance, "a", bench.all());
    Set<String> majority = only("n3", "n4", "n5");
    assertThat(
            bench.put(instance, "id", "acknowledged", (node, request) -> majority.contains(node)))
        .isInstanceOf(Outcome.Applied.class);
    bench.nodes.get("n4").wipe();
    bench.nodes.get("n5").wipe();
    return bench;
  }

  @Test
  void refusesAViewOfAnEqualNumber_madeByAnother() {
    Bench bench = Bench.formed(3);
    View first = known(bench, 1).view();
    View one = first.next("n3", new View.Member("x", ""));
    View other = first.next("n3", new View.Member("y", ""));
    InMemoryAcceptor node = bench.nodes.get("n1");
    assertThat(node.handle(new Request.Enter(one))).isInstanceOf(Reply.Entered.class);
    assertThat(node.handle(new Request.Enter(one))).isInstanceOf(Reply.Entered.class);
    assertThat(node.handle(new Request.Enter(other))).isInstanceOf(Reply.Fenced.class);
  }

  @Test
  void endsInOneView_whenTwoMoversEnteredHalfEach() {
    Bench bench = Bench.formed(5);
    View first = known(bench, 1).view();
    bench.nodes.get("n5").wipe();
    View one = first.next("n5", new View.Member("x", ""));
    View other = first.next("n5", new View.Member("y", ""));
    Set.of("n1", "n2").forEach(it -> bench.nodes.get(it).handle(new Request.Enter(one)));
    Set.of("n3", "n4").forEach(it -> bench.nodes.get(it).handle(new Request.Enter(other)));
    NodeSurvey.Report report = bench.heal(new ProposerMemory(3), bench.all());
    assertThat(report.finding()).isEqualTo(NodeSurvey.Finding.HEALTHY);
    assertThat(report.standings().values().stream().map(it -> it.record().orElseThrow().view()))
        .containsOnly(known(bench, 4).view());
  }

  /**
   * CP-15 between two views of one number. n2 entered A's; it loses its disk and is refilled in
   * B's, in which it votes for an acknowledged write; then its disk of A's comes back, and only
   * nodes that A's view knows are reachable, and one that was told of n2 in B's.
   *
   * @param toldOfA whether that one was told of n2 in A's view before
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void refusesToTrustAnOldDisk_ofAnotherViewOfTheNumberThatWasNoted(boolean toldOfA) {
    Bench bench = Bench.formed(5);
    ProposerMemory ofA = known(bench, 1);
    bench.put(ofA, "old", bench.all());
    bench.heal(ofA, bench.all());
    View before = ofA.view();
    View one = before.next("n4", new View.Member("never", ""));
    Set.of("n1", "n2").forEach(it -> bench.nodes.get(it).handle(new Request.Enter(one)));
    InMemoryAcceptor n2 = bench.nodes.get("n2");
    InMemoryAcceptor.Disk old = n2.disk();
    if (toldOfA) {
      NodeRecord then = old.record().orElseThrow();
      Reply.Progress progress =
          new Reply.Progress(one.number(), then.incarnation(), then.changes());
      bench.nodes.get("n3").handle(new Request.Note(new Reply.Notes(0, Map.of("n2", progress))));
    }
    n2.wipe();
    ProposerMemory ofB = new ProposerMemory(2);
    ofB.learn(before);
    bench.heal(ofB, only("n2", "n3", "n4", "n5"));
    assertThat(bench.put(ofB, "acknowledged", only("n2", "n4", "n5")))
        .isInstanceOf(Outcome.Applied.class);
    n2.restart("later", old);
    ofA.learn(one);
    bench.heal(ofA, only("n1", "n2", "n3"));
    assertThat(bench.read(ofA, only("n1", "n2", "n3"))).isInstanceOf(Outcome.NotApplied.class);
    bench.heal(ofA, bench.all());
    assertThat(state(bench.read(ofA, only("n1", "n2", "n3"))).value()).contains("acknowledged");
  }

  @Test
  void answersKeyedRetryUnknown_whenItsRegisterCannotBeRead() {
    Bench bench = Bench.formed(3);
    KeyedWrite.Keyed keyed = KeyedWrite.Keyed.of("key", "print");
    assertThat(bench.claim(known(bench, 1), keyed, 0, only("n1")))
        .isInstanceOfSatisfying(
            KeyedWrite.Refused.class,
            it -> assertThat(it.outcome()).isInstanceOf(Outcome.Unknown.class));
  }

  /** CP-8. */
  @Test
  void findsTheFirstVersionOfAKeyedWrite_throughAnyInstance() {
    Bench bench = Bench.formed(3);
    KeyedWrite.Keyed keyed = KeyedWrite.Keyed.of("key", "print");
    KeyedWrite.Claim first = bench.claim(known(bench, 1), keyed, 7, bench.all());
    assertThat(first)
        .isInstanceOfSatisfying(
            KeyedWrite.Claimed.class, it -> assertThat(it.first()).isEqualTo(7));
    assertThat(bench.claim(known(bench, 2), keyed, 9, bench.all())).isEqualTo(first);
    assertThat(bench.claim(known(bench, 2), KeyedWrite.Keyed.of("key", "else"), 9, bench.all()))
        .isInstanceOfSatisfying(
            KeyedWrite.Refused.class,
            it -> assertThat(it.outcome()).isInstanceOf(Outcome.Reused.class));
  }

  private static BiPredicate<String, Request> all(Bench bench) {
    return (node, request) -> bench.all().contains(node);
  }

  private static BiPredicate<String, Request> acceptsAt(String node, Set<String> reachable) {
    return (to, request) ->
        request instanceof Request.Accept ? to.equals(node) : reachable.contains(to);
  }

  private static boolean accepts(Request request, String value) {
    return request instanceof Request.Accept accept
        && accept.state().value().equals(Optional.of(value));
  }
}
