package caplab.cp.core;

import static caplab.cp.core.Bench.known;
import static caplab.cp.core.Bench.only;
import static caplab.cp.core.Bench.state;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One write with an Idempotency-Key, attempted through several instances at once (CP-8): what one
 * attempt is told holds of all of them.
 */
class KeyedWriteTest {

  private static final KeyedWrite.Keyed KEYED = KeyedWrite.Keyed.of("key", "print");
  private static final Change PUT = new Change.Put("once", new Change.Always());
  private static final Change CREATE = new Change.Put("once", new Change.Absent());
  private static final Change DELETE = new Change.Delete(new Change.Always());

  private Bench bench;
  private ProposerMemory one;
  private ProposerMemory other;

  @BeforeEach
  void form() {
    bench = Bench.formed(3);
    one = known(bench, 1);
    other = known(bench, 2);
  }

  private KeyedWrite.Claimed claimed() {
    return (KeyedWrite.Claimed) bench.claim(one, KEYED, 0, bench.all());
  }

  @Test
  void saysUnknown_whereAnotherAttemptMayCarryItThrough() {
    KeyedWrite.Claimed claim = claimed();
    assertThat(bench.claim(other, KEYED, 0, bench.all())).isEqualTo(claim);
    assertThat(bench.attempt(one, claim, PUT, only("n1"))).isInstanceOf(Outcome.Unknown.class);
    assertThat(bench.attempt(other, claim, PUT, bench.all())).isInstanceOf(Outcome.Applied.class);
  }

  @Test
  void saysUnknown_whereTheClaimWasNotMade_asAnotherAttemptMayMakeIt() {
    bench.nodes.values().forEach(node -> node.full(true));
    assertUnknown(bench.claim(one, KEYED, 0, bench.all()));
    bench.nodes.values().forEach(node -> node.full(false));
    assertUnknown(bench.claim(one, KEYED, 0, (node, request) -> request instanceof Request.Read));
  }

  private static void assertUnknown(KeyedWrite.Claim claim) {
    assertThat(claim)
        .isInstanceOfSatisfying(
            KeyedWrite.Refused.class,
            it -> assertThat(it.outcome()).isInstanceOf(Outcome.Unknown.class));
  }

  @Test
  void settlesForGood_whatAnAttemptInFlightHasNotProposedYet() {
    KeyedWrite.Claimed claim = claimed();
    assertThat(bench.settle(one, claim.operation(), claim.first()))
        .isInstanceOf(Outcome.NotApplied.class);
    assertThat(bench.attempt(other, claim, PUT, bench.all())).isInstanceOf(Outcome.Reused.class);
    assertThat(state(bench.read(one, bench.all())).value()).isEmpty();
    assertThat(bench.settle(other, claim.operation(), claim.first()))
        .isInstanceOf(Outcome.NotApplied.class);
  }

  @Test
  void settlesAsApplied_whatOneAttemptDid() {
    KeyedWrite.Claimed claim = claimed();
    bench.attempt(other, claim, PUT, bench.all());
    assertThat(bench.settle(one, claim.operation(), claim.first()))
        .isInstanceOf(Outcome.Applied.class);
  }

  @Test
  void failsItsConditionForGood_thoughItHoldsForALaterAttempt() {
    bench.put(one, one.operation(), "there", (node, request) -> true);
    KeyedWrite.Claimed claim = claimed();
    assertThat(bench.attempt(one, claim, CREATE, bench.all())).isInstanceOf(Outcome.Unmet.class);
    assertThat(bench.attempt(other, claim, CREATE, bench.all())).isInstanceOf(Outcome.Unmet.class);
    bench.change(one, one.operation(), DELETE, (node, request) -> true);
    assertThat(bench.attempt(other, claim, CREATE, bench.all())).isInstanceOf(Outcome.Reused.class);
    assertThat(state(bench.read(one, bench.all())).value()).isEmpty();
  }

  @Test
  void deletesNothingForGood_thoughALaterAttemptFindsAValue() {
    KeyedWrite.Claimed claim = claimed();
    assertThat(bench.attempt(one, claim, DELETE, bench.all()))
        .isInstanceOf(Outcome.Unchanged.class);
    bench.put(one, one.operation(), "later", (node, request) -> true);
    assertThat(bench.attempt(other, claim, DELETE, bench.all()))
        .isInstanceOfSatisfying(
            Outcome.Unchanged.class, it -> assertThat(it.state().version()).isZero());
    assertThat(state(bench.read(one, bench.all())).value()).contains("later");
  }

  /** A refusal leaves the window as a round does. */
  @Test
  void staysUnknown_afterSoManyOthersWereRefused() {
    KeyedWrite.Claimed claim = claimed();
    bench.settle(one, claim.operation(), claim.first());
    for (int i = 0; i < OperationWindow.WINDOW; i++) {
      bench.settle(one, "k" + i, claim.first() + i);
    }
    assertThat(bench.attempt(other, claim, PUT, bench.all())).isInstanceOf(Outcome.Unknown.class);
    assertThat(bench.settle(other, claim.operation(), claim.first()))
        .isInstanceOf(Outcome.Unknown.class);
  }

  /** A day in which the node is asked, now and then. */
  private void dayPasses(String... nodes) {
    for (String name : nodes) {
      InMemoryAcceptor node = bench.nodes.get(name);
      for (long i = 0; i <= Retention.KEPT_MS / Retention.STEP_MS; i++) {
        node.step(Retention.STEP_MS);
        node.handle(new Request.Note(Reply.Notes.NONE));
      }
    }
  }

  @Test
  void isANewWrite_onceItsClaimIsForgotten() {
    KeyedWrite.Claimed first = claimed();
    bench.attempt(one, first, PUT, bench.all());
    dayPasses("n1", "n2", "n3");
    KeyedWrite.Claimed again = (KeyedWrite.Claimed) bench.claim(one, KEYED, 1, bench.all());
    assertThat(again.operation()).isNotEqualTo(first.operation());
    assertThat(bench.attempt(one, again, PUT, bench.all()))
        .isInstanceOfSatisfying(Outcome.Applied.class, it -> assertThat(it.version()).isEqualTo(2));
  }

  /** Between the look of one instance and its creation, another one claims it. */
  @Test
  void overwritesNoClaim_withAPromiseThatTheNodesHaveForgotten() {
    claimed();
    dayPasses("n1", "n2", "n3");
    List<KeyedWrite.Claim> theirs = new ArrayList<>();
    KeyedWrite.Claim mine =
        bench.claim(
            one,
            KEYED,
            0,
            (node, request) -> {
              if (!(request instanceof Request.Read) && theirs.isEmpty()) {
                theirs.add(new KeyedWrite.Refused(null));
                theirs.set(0, bench.claim(other, KEYED, 0, bench.all()));
              }
              return true;
            });
    assertThat(theirs).containsExactly(mine);
    assertThat(bench.claim(known(bench, 3), KEYED, 0, bench.all())).isEqualTo(mine);
  }

  /** The third node was out of reach for a while, so its day ends later. */
  @Test
  void keepsTheClaimOfToday_thoughANodeHasOneOfYesterdayStill() {
    one.saw(new Ballot(1_000, 1));
    claimed();
    dayPasses("n1", "n2");
    KeyedWrite.Claim today = bench.claim(other, KEYED, 0, only("n1", "n2"));
    assertThat(bench.claim(known(bench, 3), KEYED, 0, only("n2", "n3"))).isEqualTo(today);
  }

  /** The third node was out of reach when the claim was made. */
  @Test
  void keepsItsClaimForADay_whereTheClockOfANodeIsSet() {
    KeyedWrite.Claim claim = bench.claim(one, KEYED, 0, only("n1", "n2"));
    bench.nodes.get("n1").step(3 * Retention.KEPT_MS);
    bench.put(other, other.operation(), "any", (node, request) -> true);
    assertThat(bench.claim(other, KEYED, 1, only("n1", "n3"))).isEqualTo(claim);
  }

  /** What is forgotten on the others after its claim was compared is told last of all. */
  @Test
  void isRefilledWithWhatClaimsHadPromised_whoseDayEndsMeanwhile() {
    Map<String, String> promised = new TreeMap<>();
    for (int i = 0; i < 50; i++) {
      KeyedWrite.Keyed keyed = KeyedWrite.Keyed.of("key" + i, "print");
      bench.claim(one, keyed, 0, bench.all());
      promised.put(keyed.register(), promised("n1", keyed.register()));
    }
    bench.nodes.get("n1").wipe();
    Set<String> compared = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      bench.look(
          one,
          (node, request) -> {
            if (request instanceof Request.Advance(var ignored, String after)
                && compared.add(after)
                && compared.size() == 2) {
              dayPasses("n2", "n3");
              forgetAll("n2", "n3");
            }
            return true;
          });
    }
    assertThat(bench.nodes.get("n2").disk().registers()).containsOnlyKeys(KeyedWrite.FORGOTTEN);
    promised.forEach(
        (claim, before) -> assertThat(promised("n1", claim)).isGreaterThanOrEqualTo(before));
  }

  /** A change forgets ten at most. */
  private void forgetAll(String... nodes) {
    for (int i = 0; i < 5; i++) {
      List.of(nodes)
          .forEach(node -> bench.nodes.get(node).handle(new Request.Note(Reply.Notes.NONE)));
    }
  }

  private String promised(String node, String register) {
    InMemoryAcceptor replica = bench.nodes.get(node);
    View view = replica.standing().record().orElseThrow().view();
    Reply reply = replica.handle(new Request.Read(view.pass(node), register));
    return ((Reply.Held) reply).promised().text();
  }
}
