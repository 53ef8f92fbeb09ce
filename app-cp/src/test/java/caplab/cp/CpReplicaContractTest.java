package caplab.cp;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.cp.core.Ballot;
import caplab.cp.core.OperationWindow;
import caplab.cp.core.RegisterState;
import caplab.cp.core.Reply;
import caplab.cp.core.Request;
import caplab.cp.core.View;
import caplab.protocol.Event;
import caplab.protocol.Replica;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
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

  /** CP-14. */
  @Test
  void isRefilledAfterAWipe_thenVotesUnderItsNewIncarnation() {
    formed();
    flush();
    View next = view(2, "b", "n9", "");
    String token = ((Reply.Begun) ask(new Request.Begin(next))).token();
    assertThat(ask(new Request.Begin(next))).isEqualTo(new Reply.Begun(token));
    assertThat(read(next)).isInstanceOf(Reply.Fenced.class);
    assertThat(ask(new Request.Refill("stale", KEY, THREE, TWO, state("red"))))
        .isInstanceOf(Reply.Fenced.class);
    assertThat(ask(new Request.Refill(token, KEY, THREE, TWO, state("red"))))
        .isEqualTo(new Reply.Refilled());
    assertThat(ask(new Request.Refill(token, KEY, TWO, ONE, state("older"))))
        .isEqualTo(new Reply.Refilled());
    assertThat(standing().record().orElseThrow().pending().orElseThrow().refilled()).isEqualTo(2);
    assertThat(ask(new Request.Admit("stale"))).isInstanceOf(Reply.Fenced.class);
    assertThat(ask(new Request.Admit(token))).isEqualTo(new Reply.Entered());
    assertThat(read(next)).isEqualTo(new Reply.Held(THREE, TWO, state("red")));
    assertThat(ask(new Request.Admit(token))).isInstanceOf(Reply.Fenced.class);
  }

  @Test
  void givesARefillUp_forANewerOneOnly_orWhenItRestarts() {
    formed();
    flush();
    String older = ((Reply.Begun) ask(new Request.Begin(view(3, "b", "n9", "")))).token();
    assertThat(ask(new Request.Begin(view(3, "c", "n8", "")))).isInstanceOf(Reply.Fenced.class);
    assertThat(ask(new Request.Begin(view(2, "d", "n7", "")))).isInstanceOf(Reply.Fenced.class);
    String newer = ((Reply.Begun) ask(new Request.Begin(view(4, "e", "n6", "")))).token();
    assertThat(ask(new Request.Admit(older))).isInstanceOf(Reply.Fenced.class);
    restart();
    assertThat(ask(new Request.Admit(newer))).isInstanceOf(Reply.Fenced.class);
    assertThat(ask(new Request.Begin(view(4, "f", "n5", "")))).isInstanceOf(Reply.Begun.class);
  }

  @Test
  void refusesARefill_ofANodeThatVotes() {
    View view = formed();
    String incarnation = view.members().get("db_g1").incarnation();
    assertThat(ask(new Request.Begin(view))).isInstanceOf(Reply.Fenced.class);
    assertThat(ask(new Request.Begin(view(2, "b", incarnation, ""))))
        .isInstanceOf(Reply.Fenced.class);
    assertThat(read(view)).isInstanceOf(Reply.Held.class);
  }

  @Test
  void namesEveryRegister_portionByPortion() {
    View view = formed();
    Set<String> written = new HashSet<>();
    for (int i = 0; i < 250; i++) {
      String register = (i % 2 == 0 ? "k:" : "i:") + i;
      written.add(register);
      ask(new Request.Accept(view.pass("db_g1"), register, ONE, state("" + i), ONE));
    }
    Set<String> named = new HashSet<>();
    String cursor = "";
    do {
      Reply.Scanned portion = (Reply.Scanned) ask(new Request.Scan(view.pass("db_g1"), cursor));
      named.addAll(portion.registers());
      cursor = portion.cursor();
    } while (!cursor.isEmpty());
    assertThat(named).isEqualTo(written);
    assertThat(ask(new Request.Scan(new View.Pass(9, "x", "y"), "")))
        .isInstanceOf(Reply.Fenced.class);
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
    assertThat(scanned.registers()).containsExactlyInAnyOrder("i:", KEY);
    assertThat(ask(new Request.Read(view.pass("db_g1"), "i:")))
        .isEqualTo(new Reply.Held(THREE, Ballot.ZERO, RegisterState.NEVER));
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
    ask(new Request.Note("db_g2", new Reply.Progress(2, "n2", 9)));
    ask(new Request.Note("db_g2", late));
    ask(new Request.Note("db_g2", new Reply.Progress(2, "n2", 9)));
    ask(new Request.Note("db_g2", new Reply.Progress(1, "n1", 99)));
    assertThat(standing().notes()).isEqualTo(Map.of("db_g2", late));
    Reply.Progress newer = new Reply.Progress(3, "n3", 1);
    ask(new Request.Note("db_g2", newer));
    assertThat(standing().notes()).isEqualTo(Map.of("db_g2", newer));
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
