package caplab.cp;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.cp.core.Ballot;
import caplab.cp.core.NodeRecord;
import caplab.cp.core.OperationWindow;
import caplab.cp.core.RegisterState;
import caplab.cp.core.Reply;
import caplab.cp.core.Request;
import caplab.cp.core.View;
import caplab.protocol.Event;
import caplab.protocol.Replica;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What every replica promises, in memory or on Redis: one node of a cluster of three.
 *
 * <p>Longer than other files, as a contract is one list, run once for each kind of node.
 */
abstract class CpReplicaContractTest {

  private static final Ballot ONE = new Ballot(1, 7);
  private static final Ballot TWO = new Ballot(2, 7);
  private static final Ballot THREE = new Ballot(3, 7);
  private static final String KEY = "k:colour/ä\uD83D\uDE00";

  /** The node, named {@code db_g1}, empty at the beginning of each test. */
  abstract Replica<Request, Reply> replica();

  /** Loses everything without a restart. */
  abstract void flush();

  /** A new run on the same data. */
  abstract void restart();

  /** No memory is left for what grows. */
  abstract void fill();

  /** The node grows older. */
  abstract void pass(int hours);

  /** The node's clock is set forward by three days. */
  abstract void stepClock();

  Event<Reply> event(Request request) {
    CompletableFuture<Event<Reply>> answer = new CompletableFuture<>();
    replica().ask(request, 5_000, answer::complete);
    return answer.join();
  }

  Reply ask(Request request) {
    Event<Reply> event = event(request);
    assertThat(event).isInstanceOf(Event.Answered.class);
    return ((Event.Answered<Reply>) event).reply();
  }

  private Reply.Standing standing() {
    return ((Reply.Status) ask(new Request.Survey())).standing();
  }

  private static View view(long number, String creator, String incarnation, String was) {
    TreeMap<String, View.Member> members = new TreeMap<>();
    members.put("db_g1", new View.Member(incarnation, was));
    members.put("db_g2", new View.Member("n2", ""));
    return new View(number, creator, members);
  }

  /** Marks the node and lets it enter its first view. */
  View formed() {
    ask(new Request.Mark("n1"));
    View first = view(1, "first", standing().record().orElseThrow().incarnation(), "");
    assertThat(ask(new Request.Enter(first))).isEqualTo(new Reply.Entered());
    return first;
  }

  static RegisterState state(String value) {
    return RegisterState.NEVER.next(Optional.of(value), "op-" + value.length());
  }

  private Reply prepare(View view, Ballot ballot) {
    return ask(new Request.Prepare(view.pass("db_g1"), KEY, ballot));
  }

  Reply accept(View view, Ballot ballot, RegisterState state, Ballot next) {
    return ask(new Request.Accept(view.pass("db_g1"), KEY, ballot, state, next));
  }

  private Reply read(View view) {
    return ask(new Request.Read(view.pass("db_g1"), KEY));
  }

  /** CP-16. */
  @Test
  void isMarkedOnce_andTheFirstMarkStays() {
    assertThat(standing().record()).isEmpty();
    assertThat(standing().blank()).isTrue();
    ask(new Request.Mark("a"));
    String incarnation = standing().record().orElseThrow().incarnation();
    ask(new Request.Mark("b"));
    assertThat(incarnation).startsWith("a-");
    assertThat(standing().record().orElseThrow().incarnation()).isEqualTo(incarnation);
  }

  @Test
  void drawsTheMarkAnew_whenRestartedBeforeTheClusterIsFormed() {
    ask(new Request.Mark("a"));
    restart();
    ask(new Request.Mark("b"));
    assertThat(standing().record().orElseThrow().incarnation()).startsWith("b-");
  }

  @Test
  void answersNobody_whileItIsOnlyMarked() {
    ask(new Request.Mark("a"));
    String incarnation = standing().record().orElseThrow().incarnation();
    View.Pass pass = new View.Pass(0, "none", incarnation);
    assertThat(ask(new Request.Read(pass, KEY))).isInstanceOf(Reply.Fenced.class);
  }

  /** CP-2. */
  @Test
  void promisesAndAccepts_byTheRulesOfBallots() {
    View view = formed();
    assertThat(prepare(view, TWO)).isEqualTo(new Reply.Promised(Ballot.ZERO, RegisterState.NEVER));
    assertThat(prepare(view, TWO)).isEqualTo(new Reply.Conflict(TWO));
    assertThat(prepare(view, ONE)).isEqualTo(new Reply.Conflict(TWO));
    assertThat(accept(view, ONE, state("old"), ONE)).isEqualTo(new Reply.Conflict(TWO));
    assertThat(accept(view, TWO, state("red"), TWO)).isEqualTo(new Reply.Accepted());
    assertThat(accept(view, TWO, state("again"), TWO)).isEqualTo(new Reply.Conflict(TWO));
    assertThat(prepare(view, THREE)).isEqualTo(new Reply.Promised(TWO, state("red")));
    assertThat(read(view)).isEqualTo(new Reply.Held(THREE, TWO, state("red")));
  }

  /** CP-3. */
  @Test
  void acceptsWithoutPrepare_andPromisesTheNextBallotOnTheWay() {
    View view = formed();
    accept(view, ONE, state("red"), THREE);
    assertThat(accept(view, TWO, state("late"), TWO)).isEqualTo(new Reply.Conflict(THREE));
    assertThat(accept(view, THREE, state("blue"), THREE)).isEqualTo(new Reply.Accepted());
  }

  /** CP-1. */
  @Test
  void comparesBallotsAsNumbers_howeverLong() {
    View view = formed();
    Ballot huge = new Ballot(Ballot.LIMIT - 2, Ballot.LIMIT - 1);
    Ballot next = new Ballot(Ballot.LIMIT - 1, 1);
    assertThat(prepare(view, huge)).isInstanceOf(Reply.Promised.class);
    assertThat(prepare(view, new Ballot(Ballot.LIMIT - 2, Ballot.LIMIT - 2)))
        .isEqualTo(new Reply.Conflict(huge));
    assertThat(prepare(view, next)).isInstanceOf(Reply.Promised.class);
  }

  @Test
  void keepsTombstonesHistoriesAndAnyText() {
    View view = formed();
    RegisterState state = state("line\nwith \u0000 and \uD83D\uDE00");
    for (int i = 0; i < OperationWindow.WINDOW; i++) {
      state = state.next(Optional.of("\n" + i), "op-" + i);
    }
    accept(view, ONE, state, ONE);
    assertThat(read(view)).isEqualTo(new Reply.Held(ONE, ONE, state));
    RegisterState deleted = state.next(Optional.empty(), "op-x");
    accept(view, TWO, deleted, TWO);
    assertThat(read(view)).isEqualTo(new Reply.Held(TWO, TWO, deleted));
  }

  @Test
  void raisesItsCounter_withEveryChange_andNeverWithARefusalOrARead() {
    View view = formed();
    long before = standing().record().orElseThrow().changes();
    prepare(view, TWO);
    long prepared = standing().record().orElseThrow().changes();
    accept(view, TWO, state("red"), TWO);
    long accepted = standing().record().orElseThrow().changes();
    prepare(view, ONE);
    read(view);
    assertThat(List.of(prepared - before, accepted - prepared)).containsExactly(1L, 1L);
    assertThat(standing().record().orElseThrow().changes()).isEqualTo(accepted);
  }

  /** CP-12. */
  @Test
  void refusesWhoNamesAnotherViewOrIncarnation_andTellsItsOwn() {
    View view = formed();
    String incarnation = view.members().get("db_g1").incarnation();
    for (View.Pass wrong :
        List.of(
            new View.Pass(2, "first", incarnation),
            new View.Pass(1, "other", incarnation),
            new View.Pass(1, "first", "n9"))) {
      Reply reply = ask(new Request.Prepare(wrong, KEY, ONE));
      assertThat(reply).isInstanceOf(Reply.Fenced.class);
      assertThat(((Reply.Fenced) reply).standing().record().orElseThrow().view()).isEqualTo(view);
    }
    assertThat(read(view)).isEqualTo(new Reply.Held(Ballot.ZERO, Ballot.ZERO, RegisterState.NEVER));
  }

  /** CP-13. */
  @Test
  void movesUpOnly_andRefusesAnEqualNumberMadeByAnother() {
    View first = formed();
    String incarnation = first.members().get("db_g1").incarnation();
    View second = view(2, "b", incarnation, "");
    assertThat(ask(new Request.Enter(second))).isEqualTo(new Reply.Entered());
    assertThat(ask(new Request.Enter(second))).isEqualTo(new Reply.Entered());
    assertThat(ask(new Request.Enter(view(2, "c", incarnation, ""))))
        .isInstanceOf(Reply.Fenced.class);
    assertThat(ask(new Request.Enter(first))).isInstanceOf(Reply.Fenced.class);
    assertThat(ask(new Request.Enter(view(3, "d", "n9", "")))).isInstanceOf(Reply.Fenced.class);
    assertThat(read(first)).isInstanceOf(Reply.Fenced.class);
    assertThat(read(second)).isInstanceOf(Reply.Held.class);
  }

  /** CP-11. */
  @Test
  void refusesEverything_afterItsDataWereFlushed() {
    View view = formed();
    accept(view, ONE, state("red"), TWO);
    flush();
    assertThat(read(view)).isInstanceOf(Reply.Fenced.class);
    assertThat(accept(view, TWO, state("blue"), TWO)).isInstanceOf(Reply.Fenced.class);
    assertThat(ask(new Request.Enter(view))).isInstanceOf(Reply.Fenced.class);
    assertThat(standing().record()).isEmpty();
    assertThat(standing().blank()).isTrue();
  }

  /** CP-11. */
  @Test
  void refusesEverything_afterARestart_untilItIsTrusted() {
    View view = formed();
    accept(view, ONE, state("red"), TWO);
    restart();
    assertThat(read(view)).isInstanceOf(Reply.Fenced.class);
    var record = standing().record().orElseThrow();
    assertThat(record.run()).isNotEqualTo(standing().run());
    assertThat(ask(new Request.Trust(view, record.run(), record.changes() + 1)))
        .isInstanceOf(Reply.Fenced.class);
    assertThat(ask(new Request.Trust(view, "another-run", record.changes())))
        .isInstanceOf(Reply.Fenced.class);
    assertThat(ask(new Request.Trust(view, record.run(), record.changes())))
        .isEqualTo(new Reply.Entered());
    assertThat(read(view)).isEqualTo(new Reply.Held(TWO, ONE, state("red")));
  }

  @Test
  void isTrustedUnderTheIncarnationItHadBefore_inAViewThatWasMadeMeanwhile() {
    View first = formed();
    String was = first.members().get("db_g1").incarnation();
    restart();
    var record = standing().record().orElseThrow();
    View next = view(2, "b", "n9", was);
    assertThat(ask(new Request.Trust(next, record.run(), record.changes())))
        .isEqualTo(new Reply.Entered());
    assertThat(read(next)).isInstanceOf(Reply.Held.class);
  }

  /** CP-15. */
  @Test
  void isNotTrusted_inAViewThatKnowsItUnderNeitherIncarnation_orIsNoNewer() {
    View first = formed();
    String incarnation = first.members().get("db_g1").incarnation();
    View second = view(2, "b", incarnation, "");
    ask(new Request.Enter(second));
    restart();
    var record = standing().record().orElseThrow();
    for (View wrong :
        List.of(view(3, "c", "n8", "n9"), first, view(2, "another", incarnation, ""))) {
      assertThat(ask(new Request.Trust(wrong, record.run(), record.changes())))
          .isInstanceOf(Reply.Fenced.class);
    }
    assertThat(standing().record()).contains(record);
  }

  /** CP-14. */
  @Test
  void isRefilledAfterAWipe_thenVotesUnderItsNewIncarnation() {
    View first = formed();
    flush();
    NodeRecord.Pending begun = begin("n9", first).pending();
    View next = view(2, "b", begun.incarnation(), "");
    assertThat(read(next)).isInstanceOf(Reply.Fenced.class);
    assertThat(hand("stale", copy(KEY, THREE, TWO, "red"))).isInstanceOf(Reply.Fenced.class);
    assertThat(hand(begun.incarnation(), copy(KEY, THREE, TWO, "red"), copy("k:2", TWO, ONE, "2")))
        .isEqualTo(new Reply.Refilled());
    assertThat(hand(begun.incarnation(), copy(KEY, TWO, ONE, "older")))
        .isEqualTo(new Reply.Refilled());
    assertThat(standing().record().orElseThrow().pending().orElseThrow().refilled()).isEqualTo(3);
    assertThat(ask(new Request.Admit("stale", next))).isInstanceOf(Reply.Fenced.class);
    assertThat(ask(new Request.Admit(begun.incarnation(), view(2, "b", "n9", ""))))
        .isInstanceOf(Reply.Fenced.class);
    assertThat(ask(new Request.Admit(begun.incarnation(), next))).isEqualTo(new Reply.Entered());
    assertThat(read(next)).isEqualTo(new Reply.Held(THREE, TWO, state("red")));
    assertThat(ask(new Request.Admit(begun.incarnation(), next))).isInstanceOf(Reply.Fenced.class);
  }

  /** CP-13: whoever goes on finds how far the refill came. */
  @Test
  void keepsHowFarItsRefillCame_untilItRestarts() {
    View first = formed();
    flush();
    Reply.Begun begun = begin("n9", first);
    assertThat(begun.fresh()).isTrue();
    assertThat(begun.pending().incarnation()).startsWith("n9-");
    String incarnation = begun.pending().incarnation();
    hand(incarnation, copy(KEY, THREE, TWO, "red"), copy("k:a", TWO, ONE, "2"));
    assertThat(ask(new Request.Advance(incarnation, KEY)))
        .isEqualTo(new Reply.Scanned(Map.of(), ""));
    assertThat(ask(new Request.Advance("stale", ""))).isInstanceOf(Reply.Fenced.class);
    Reply.Begun again = begin("n8", first);
    assertThat(again).isEqualTo(new Reply.Begun(begun.pending().handed(2).at(KEY), false));
    assertThat(standing().record().orElseThrow().pending()).contains(again.pending());
    assertThat(ask(new Request.Advance(incarnation, "")))
        .isEqualTo(
            new Reply.Scanned(
                Map.of(KEY, new Reply.Ballots(THREE, TWO), "k:a", new Reply.Ballots(TWO, ONE)),
                ""));
    restart();
    View next = view(2, "b", incarnation, "");
    assertThat(ask(new Request.Advance(incarnation, ""))).isInstanceOf(Reply.Fenced.class);
    assertThat(hand(incarnation, copy(KEY, THREE, TWO, "red"))).isInstanceOf(Reply.Fenced.class);
    assertThat(standing().blank()).isFalse();
    assertThat(ask(new Request.Admit(incarnation, next))).isInstanceOf(Reply.Fenced.class);
    assertThat(begin("n7", first).pending().incarnation()).startsWith("n7-");
  }

  @Test
  void refusesARefill_ofANodeThatVotes_orByAMoverThatKnowsLess() {
    View first = formed();
    String incarnation = first.members().get("db_g1").incarnation();
    assertThat(ask(new Request.Begin("n9", first))).isInstanceOf(Reply.Fenced.class);
    View second = view(2, "b", incarnation, "");
    ask(new Request.Enter(second));
    assertThat(ask(new Request.Begin("n9", view(1, "a", "n8", ""))))
        .isInstanceOf(Reply.Fenced.class);
    assertThat(read(second)).isInstanceOf(Reply.Held.class);
  }

  /** CP-13: a refill that began is gone on with, whatever the newest view calls the node. */
  @Test
  void goesOnWithARefill_thatBeganInAViewOfTheSameNumber() {
    View first = formed();
    String incarnation = first.members().get("db_g1").incarnation();
    NodeRecord.Pending begun = begin("n9", view(1, "a", "n8", "")).pending();
    View second = view(2, "b", incarnation, "");
    assertThat(ask(new Request.Enter(second))).isInstanceOf(Reply.Fenced.class);
    assertThat(begin("n7", second)).isEqualTo(new Reply.Begun(begun, false));
    View third = view(3, "c", begun.incarnation(), incarnation);
    assertThat(ask(new Request.Admit(begun.incarnation(), third))).isEqualTo(new Reply.Entered());
    assertThat(read(third)).isInstanceOf(Reply.Held.class);
  }

  private Reply.Begun begin(String drawn, View newest) {
    return (Reply.Begun) ask(new Request.Begin(drawn, newest));
  }

  private Reply hand(String incarnation, Request.Copy... copies) {
    return ask(new Request.Refill(incarnation, List.of(copies)));
  }

  private static Request.Copy copy(
      String register, Ballot promised, Ballot accepted, String value) {
    return new Request.Copy(register, promised, accepted, state(value));
  }

  @Test
  void tellsEveryRegister_portionByPortion_inTheOrderOfTheirBytes() {
    View view = formed();
    Map<String, Reply.Ballots> written = new HashMap<>();
    List<Request.Accept> accepts = new ArrayList<>();
    for (int i = 0; i < 1_100; i++) {
      String register = (i % 2 == 0 ? "k:\uFF5E" : "i:\uD83D\uDE00") + i;
      written.put(register, new Reply.Ballots(TWO, ONE));
      accepts.add(new Request.Accept(view.pass("db_g1"), register, ONE, state("" + i), TWO));
    }
    Reply.Each accepted = (Reply.Each) ask(new Request.Each(accepts));
    assertThat(accepted.replies()).hasSize(1_100).containsOnly(new Reply.Accepted());
    Map<String, Reply.Ballots> told = new HashMap<>();
    String after = "";
    do {
      var portion = (Reply.Scanned) ask(new Request.Scan(view.pass("db_g1"), after));
      String from = after;
      assertThat(portion.registers().keySet())
          .allMatch(name -> Arrays.compareUnsigned(utf8(from), utf8(name)) < 0);
      told.putAll(portion.registers());
      after = portion.upTo();
    } while (!after.isEmpty());
    assertThat(told).isEqualTo(written);
    assertThat(ask(new Request.Scan(new View.Pass(9, "x", "y"), "")))
        .isInstanceOf(Reply.Fenced.class);
  }

  private static byte[] utf8(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void answersManyAtOnce_asOneByOne_asFarAsAnAnswerReaches() {
    View view = formed();
    View.Pass pass = view.pass("db_g1");
    accept(view, ONE, state("red"), TWO);
    List<Request.Prepare> prepares =
        Stream.of(KEY, "k:2").map(name -> new Request.Prepare(pass, name, TWO)).toList();
    assertThat(ask(new Request.Each(prepares)))
        .isEqualTo(
            new Reply.Each(
                List.of(
                    new Reply.Conflict(TWO),
                    new Reply.Promised(Ballot.ZERO, RegisterState.NEVER))));
    List<Request.Accept> accepts = new ArrayList<>();
    List<Request.Read> reads = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      accepts.add(new Request.Accept(pass, "k:" + i, THREE, state("v".repeat(9_000)), THREE));
      reads.add(new Request.Read(pass, "k:" + i));
    }
    ask(new Request.Each(accepts));
    Reply.Each held = (Reply.Each) ask(new Request.Each(reads));
    assertThat(held.replies()).hasSizeBetween(1, 50);
    assertThat(held.replies().getFirst())
        .isEqualTo(new Reply.Held(THREE, THREE, state("v".repeat(9_000))));
  }

  private Reply readClaim(View view) {
    return ask(new Request.Read(view.pass("db_g1"), "i:abc"));
  }

  private View withClaim() {
    View view = formed();
    ask(new Request.Accept(view.pass("db_g1"), "i:abc", TWO, state("red"), THREE));
    accept(view, ONE, state("red"), ONE);
    return view;
  }

  /** CP-8. */
  @Test
  void forgetsAClaimAfterADay_butNotWhatItHadPromised() {
    View view = withClaim();
    pass(24);
    prepare(view, TWO);
    assertThat(readClaim(view)).isEqualTo(new Reply.Held(THREE, Ballot.ZERO, RegisterState.NEVER));
    assertThat(ask(new Request.Prepare(view.pass("db_g1"), "i:new", TWO)))
        .isEqualTo(new Reply.Conflict(THREE));
    Reply.Scanned scanned = (Reply.Scanned) ask(new Request.Scan(view.pass("db_g1"), ""));
    assertThat(scanned.registers()).containsOnlyKeys("i;", KEY);
    assertThat(ask(new Request.Read(view.pass("db_g1"), "i;")))
        .isEqualTo(new Reply.Held(THREE, Ballot.ZERO, RegisterState.NEVER));
  }

  /** CP-8. */
  @Test
  void forgetsAClaimADayAfterItWasHandedOver_butNotWhatWasPromised() {
    View first = formed();
    flush();
    String incarnation = begin("n9", first).pending().incarnation();
    hand(incarnation, copy("i:abc", TWO, TWO, "red"), copy("i;", THREE, Ballot.ZERO, "red"));
    hand(incarnation, copy("i:new", ONE, ONE, "new"));
    View next = view(2, "b", incarnation, "");
    ask(new Request.Admit(incarnation, next));
    assertThat(readClaim(next)).isEqualTo(new Reply.Held(TWO, TWO, state("red")));
    assertThat(ask(new Request.Read(next.pass("db_g1"), "i:new")))
        .isEqualTo(new Reply.Held(THREE, ONE, state("new")));
    prepare(next, ONE);
    pass(24);
    prepare(next, TWO);
    assertThat(readClaim(next)).isEqualTo(new Reply.Held(THREE, Ballot.ZERO, RegisterState.NEVER));
  }

  /** CP-8: however many are a day old, those left over wait for no second to pass. */
  @Test
  void forgetsTenClaimsWithEachChange_untilNoneIsADayOld() {
    View view = formed();
    List<Request.Accept> claims = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      claims.add(new Request.Accept(view.pass("db_g1"), "i:" + i, ONE, state("red"), ONE));
    }
    ask(new Request.Each(claims));
    pass(24);
    List.of(7, 8, 9).forEach(counter -> prepare(view, new Ballot(counter, 7)));
    Reply.Scanned scanned = (Reply.Scanned) ask(new Request.Scan(view.pass("db_g1"), ""));
    assertThat(scanned.registers()).containsOnlyKeys("i;", KEY);
  }

  /** CP-8. */
  @Test
  void keepsAClaimThatWasChangedSince_andOneWhenItsClockIsSet() {
    View view = withClaim();
    stepClock();
    prepare(view, TWO);
    assertThat(readClaim(view)).isEqualTo(new Reply.Held(THREE, TWO, state("red")));
    pass(20);
    Ballot later = new Ballot(4, 7);
    ask(new Request.Prepare(view.pass("db_g1"), "i:abc", later));
    pass(20);
    prepare(view, THREE);
    assertThat(readClaim(view)).isEqualTo(new Reply.Held(later, TWO, state("red")));
  }

  /** CP-15. */
  @Test
  void keepsNotesOfOthers_whichOnlyGrow() {
    formed();
    Reply.Progress late = new Reply.Progress(2, "n2", 10);
    Reply.Progress other = new Reply.Progress(3, "m1", 4);
    note(5_000, Map.of("db_g2", new Reply.Progress(2, "n2", 9)));
    note(0, Map.of("db_g2", late, "db_g3", other));
    note(4_000, Map.of("db_g2", new Reply.Progress(2, "n2", 9)));
    note(0, Map.of("db_g2", new Reply.Progress(1, "n1", 99)));
    assertThat(standing().notes())
        .isEqualTo(new Reply.Notes(5_000, Map.of("db_g2", late, "db_g3", other)));
    Reply.Progress newer = new Reply.Progress(3, "n3", 1);
    fill();
    note(10_000, Map.of("db_g2", newer));
    assertThat(standing().notes())
        .isEqualTo(new Reply.Notes(10_000, Map.of("db_g2", newer, "db_g3", other)));
  }

  private void note(long served, Map<String, Reply.Progress> progress) {
    assertThat(ask(new Request.Note(new Reply.Notes(served, progress))))
        .isEqualTo(new Reply.Noted());
  }

  @Test
  void saysFull_andChangesNothing_whenNoMemoryIsLeft() {
    View view = formed();
    accept(view, ONE, state("red"), ONE);
    fill();
    long before = standing().record().orElseThrow().changes();
    assertThat(accept(view, TWO, state("r".repeat(5000)), TWO)).isEqualTo(new Reply.Full());
    assertThat(read(view)).isEqualTo(new Reply.Held(ONE, ONE, state("red")));
    assertThat(ask(new Request.Prepare(view.pass("db_g1"), "k:new", TWO)))
        .isEqualTo(new Reply.Full());
    assertThat(standing().record().orElseThrow().changes()).isEqualTo(before);
  }
}
