package caplab.ap;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.ap.core.Dot;
import caplab.ap.core.InMemoryReplica;
import caplab.ap.core.Incarnations;
import caplab.ap.core.KeyState;
import caplab.ap.core.Ledger;
import caplab.ap.core.LogEntry;
import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.ap.core.VersionVector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every node of the available register does, in memory as on a real Redis server.
 *
 * <p>Longer than other files, as a contract is one list, run once for each kind of node.
 */
abstract class ApReplicaContractTest {

  static final String LIFE = "db_g1.000000000000100000000001";
  static final String NEXT = "db_g1.000000000000200000000001";
  static final String LATER = "db_g1.000000000000300000000001";
  static final long FAR = 1L << 40;
  static final String OTHER = "db_g2.000000000000100000000001";
  static final String OTHER_NEXT = "db_g2.000000000000200000000001";
  static final SortedSet<String> NOBODY = Collections.emptySortedSet();

  /** Asks the node under test. */
  abstract Reply ask(Request request);

  /** Restarts it with its disk. */
  abstract void restart();

  /** Loses its data while it runs, as FLUSHALL does. */
  abstract void wipe();

  /** Takes a key away behind the back of everyone. */
  abstract void deleteByHand(String key);

  /** Sets the node's clock back by seconds, or what is the same to it, its watermarks ahead. */
  abstract void stepClockBack();

  @BeforeEach
  void beginsItsFirstLife() {
    wipe();
    ask(new Request.Enter("", LIFE, true));
  }

  @Test
  void isStrange_beforeItsFirstLife() {
    wipe();
    assertThat(ask(new Request.Status())).isEqualTo(new Reply.Strange(""));
    assertThat(ask(new Request.Read("a"))).isEqualTo(new Reply.Strange(""));
    assertThat(put("a", "1")).isEqualTo(new Reply.Strange(""));
  }

  @Test
  void isStrange_afterARestart_evenWithItsDisk() {
    restart();
    assertThat(ask(new Request.Read("a"))).isEqualTo(new Reply.Strange(LIFE));
  }

  /** AP-8. */
  @Test
  void entersALife_byCompareAndSet() {
    assertThat(ask(new Request.Enter("", NEXT, true))).isEqualTo(new Reply.Moved(LIFE));
    put("a", "1");
    Reply.Greeting greeting = (Reply.Greeting) ask(new Request.Enter(LIFE, NEXT, false));
    assertThat(greeting.incarnation()).isEqualTo(NEXT);
    assertThat(greeting.ready()).isFalse();
    assertThat(greeting.seen()).isEqualTo(VersionVector.of(LIFE, 1));
    assertThat(dot(put("b", "2"))).isEqualTo(new Dot(NEXT, 1));
  }

  /** AP-8: or nobody would begin another. */
  @Test
  void knowsOfANewerLifeOfItsOwn_thoughAnOlderOneBegins() {
    learn(LATER);
    Reply.Greeting greeting = (Reply.Greeting) ask(new Request.Enter(LIFE, NEXT, false));
    assertThat(greeting.incarnation()).isEqualTo(NEXT);
    assertThat(greeting.lives().of("db_g1")).contains(LATER);
  }

  /** AP-8: its positions would begin again, and count as seen. */
  @Test
  void foldsNoLifeOfItsOwn_butThoseBeforeItsPresentOne() {
    put("a", "1");
    learn(LATER);
    assertThat(ask(new Request.Fold(LIFE, new Dot(LIFE, 1)))).isEqualTo(new Reply.Behind(1));
    assertThat(ask(new Request.Fold(LIFE, new Dot(NEXT, 0)))).isEqualTo(new Reply.Behind(0));
    assertThat(dot(put("a", "2"))).isEqualTo(new Dot(LIFE, 2));
  }

  /** AP-8. */
  @Test
  void refusesEverything_whileItHoldsTheDataOfAnotherNode() {
    wipe();
    ask(new Request.Enter("", OTHER, true));
    Reply.Misplaced misplaced = new Reply.Misplaced("db_g2");
    assertThat(put("a", "1")).isEqualTo(misplaced);
    assertThat(ask(new Request.Read("a"))).isEqualTo(misplaced);
    assertThat(ask(new Request.Log(LIFE, VersionVector.NONE, 9))).isEqualTo(misplaced);
    restart();
    assertThat(ask(new Request.Status())).isEqualTo(misplaced);
    assertThat(ask(new Request.Enter(OTHER, LIFE, true))).isEqualTo(misplaced);
  }

  @Test
  void isStrangeAndForgetsWhatItHasSeen_onceSomebodyTookAValueAway() {
    put("a", "1");
    put("b", "2");
    deleteByHand("a");
    assertThat(values("b")).containsExactly("2");
    assertThat(ask(new Request.Read("a"))).isEqualTo(new Reply.Strange(LIFE));
    assertThat(ask(new Request.Read("b"))).isEqualTo(new Reply.Strange(LIFE));
    Reply.Greeting greeting = (Reply.Greeting) ask(new Request.Enter(LIFE, NEXT, false));
    assertThat(greeting.seen()).isEqualTo(VersionVector.of(NEXT, 1));
    assertThat(greeting.first()).isZero();
    assertThat(greeting.lost()).isEqualTo(1);
    assertThat(dot(put("c", "3"))).isEqualTo(new Dot(NEXT, 2));
    assertThat(values("a")).isEmpty();
  }

  /** AP-6: whoever asks for the key finds out, and so does who compares all keys. */
  @Test
  void findsThatAValueWasTakenAway_whateverIsAskedOfTheKey() {
    List<Request> ways =
        List.of(
            request("a", Optional.of("2"), Optional.empty(), "id2"),
            new Request.Fetch(LIFE, List.of("b", "a")),
            new Request.Digest(LIFE, List.of("a")),
            new Request.Check(LIFE, "", 2_000),
            new Request.Merge(
                LIFE, OTHER, new TreeMap<>(Map.of("a", KeyState.NONE)), VersionVector.NONE),
            new Request.Apply(
                LIFE,
                OTHER,
                0,
                List.of(entry("a", Optional.of("1"), 1, VersionVector.NONE)),
                1,
                Optional.empty(),
                Incarnations.NONE));
    for (Request way : ways) {
      beginsItsFirstLife();
      put("a", "1");
      deleteByHand("a");
      assertThat(ask(way)).as("%s", way).isEqualTo(new Reply.Strange(LIFE));
      assertThat(ask(new Request.Status())).isEqualTo(new Reply.Strange(LIFE));
    }
  }

  /** AP-6: it forgets its vector and its log, and whoever asks for the new one finds it trimmed. */
  @Test
  void beginsItsLogAtTwo_whenAValueWasTakenAway() {
    put("a", "1");
    put("b", "2");
    deleteByHand("a");
    assertThat(ask(new Request.Check(LIFE, "", 2_000))).isEqualTo(new Reply.Strange(LIFE));
    ask(new Request.Enter(LIFE, LATER, false));
    Reply.Entries none = (Reply.Entries) ask(new Request.Log(LATER, VersionVector.NONE, 100));
    assertThat(none.changes()).isEmpty();
    assertThat(none.incarnation()).isEqualTo(LATER);
    assertThat(none.end()).isEqualTo(1);
    assertThat(none.seen()).isEqualTo(VersionVector.of(LATER, 1));
  }

  /** AP-6: what superseded it was taken away, so what others still have of it is taken. */
  @Test
  void forgetsTheIdsOfWhatWasSuperseded_whenAValueWasTakenAway() {
    ask(request("a", Optional.of("v"), Optional.empty(), "copied"));
    put("a", "2");
    put("b", "1");
    put("b", "2");
    deleteByHand("a");
    assertThat(ask(new Request.Read("a"))).isEqualTo(new Reply.Strange(LIFE));
    ask(new Request.Enter(LIFE, LATER, false));
    ask(
        new Request.Merge(
            LATER, OTHER, new TreeMap<>(Map.of("a", copied(4))), VersionVector.of(LATER, 1)));
    assertThat(values("a")).containsExactly("v");
    assertThat(seen("b").state().named()).hasSize(1);
  }

  /** AP-6: its vector would, once a resync that is under way ends. */
  @Test
  void isStrange_whenAValueWasTakenAwayThatItsVectorDoesNotCover() {
    merge("a", state(3, "ahead", VersionVector.NONE), VersionVector.NONE);
    deleteByHand("a");
    assertThat(ask(new Request.Check(LIFE, "", 2_000))).isEqualTo(new Reply.Strange(LIFE));
    Reply.Greeting greeting = (Reply.Greeting) ask(new Request.Enter(LIFE, NEXT, false));
    assertThat(greeting.lost()).isEqualTo(1);
    assertThat(ask(new Request.Sums(NEXT)))
        .isEqualTo(new Reply.Sums(Collections.nCopies(1024, 0L)));
  }

  /** AP-6: what it tells of, the vector need not cover. */
  @Test
  void bringsATombstoneBack_thatSomebodyTookAway() {
    ask(request("a", Optional.of("v"), Optional.empty(), "copied"));
    write("a", Optional.empty(), Optional.of(VersionVector.of(OTHER, 3).with(new Dot(LIFE, 1))));
    KeyState tombstone = seen("a").state();
    for (Request way :
        List.of(
            new Request.Check(LIFE, "", 2_000),
            new Request.Fetch(LIFE, List.of("b", "a")),
            new Request.Merge(
                LIFE, OTHER, new TreeMap<>(Map.of("a", copied(4))), VersionVector.NONE))) {
      deleteByHand("a");
      assertThat(keys()).isEmpty();
      ask(way);
      assertThat(keys()).as("%s", way).containsExactly("a");
      KeyState again = seen("a").state();
      assertThat(again.named()).isEqualTo(tombstone.named());
      assertThat(again.context().covers(tombstone.context())).isTrue();
      assertThat(again.empty()).isTrue();
    }
    put("a", "2");
    assertThat(values("a")).containsExactly("2");
    assertThat(((Reply.Greeting) ask(new Request.Status())).lost()).isZero();
  }

  /** AP-11. */
  @Test
  void recordsWhatLives_inEveryStepThatWrites() {
    put("a", "1");
    assertThat(recorded("a")).isEqualTo(LIFE + "=1");
    apply(0, 1, entry("a", Optional.of("theirs"), 1, VersionVector.NONE));
    assertThat(recorded("a")).isEqualTo(LIFE + "=1," + OTHER + "=1");
    merge("b", state(7, "7", VersionVector.of(OTHER, 7)), VersionVector.NONE);
    assertThat(recorded("b")).isEqualTo(OTHER + "=7");
    put("a", "2");
    assertThat(recorded("a")).isEqualTo(LIFE + "=2");
    put("ü c,=", "3");
    assertThat(recorded("ü c,=")).isEqualTo(LIFE + "=3");
    assertThat(sums().stream().filter(sum -> sum != 0)).hasSize(3);
    for (String key : List.of("a", "b", "ü c,=")) {
      Reply.Seen seen = seen(key);
      ask(request(key, Optional.empty(), Optional.of(seen.state().context()), "delete " + key));
      assertThat(recorded(key)).isEmpty();
    }
    assertThat(sums()).containsOnly(0L);
  }

  /** AP-11. */
  @Test
  void sumsAreThoseOfARecordInMemory_howeverWhatLivesCame() {
    put("a", "1");
    put("a", "2");
    put("b", "3");
    write("a", Optional.of("4"), Optional.of(VersionVector.NONE));
    InMemoryReplica other = new InMemoryReplica("db_g2");
    other.on(new Request.Enter("", OTHER, true), "run", 1);
    SortedMap<String, KeyState> states = new TreeMap<>();
    for (String key : List.of("a", "b")) {
      states.put(key, seen(key).state());
    }
    other.on(new Request.Merge(OTHER, LIFE, states, VersionVector.of(LIFE, 4)), "run", 2);
    assertThat(other.on(new Request.Sums(OTHER), "run", 3)).isEqualTo(new Reply.Sums(sums()));
  }

  @Test
  void comparesItsKeysWithItsRecord_aPageAtATime() {
    for (int key = 0; key < 40; key++) {
      put("k" + key, "v");
    }
    List<String> cursors = new ArrayList<>();
    String cursor = "";
    do {
      cursor = ((Reply.Checked) ask(new Request.Check(LIFE, cursor, 10))).cursor();
      assertThat(cursors).doesNotContain(cursor);
      cursors.add(cursor);
    } while (!cursor.isEmpty());
    assertThat(cursors).hasSizeGreaterThan(3);
  }

  @Test
  void readsNoMoreStates_pastAPageOfBytes() {
    for (String key : List.of("a", "b", "c", "d")) {
      put(key, key.repeat(600_000));
    }
    Request.Fetch all = new Request.Fetch(LIFE, List.of("a", "b", "c", "d"));
    assertThat(((Reply.States) ask(all)).states().keySet()).containsExactly("a", "b");
  }

  List<Long> sums() {
    return ((Reply.Sums) ask(new Request.Sums(LIFE))).sums();
  }

  /** What lives under a key by the node's record. */
  private String recorded(String key) {
    int bucket = Ledger.bucket(key);
    Reply.Digests page = (Reply.Digests) ask(new Request.Page(LIFE, bucket, "", 100));
    assertThat(page.cursor()).isEmpty();
    return page.digests().getOrDefault(key, "");
  }

  @Test
  void readsWhatWasWritten() {
    assertThat(dot(put("a", "eins, zwei; drei=4"))).isEqualTo(new Dot(LIFE, 1));
    assertThat(values("a")).containsExactly("eins, zwei; drei=4");
    Reply.Seen seen = seen("a");
    assertThat(seen.state().context()).isEqualTo(VersionVector.of(LIFE, 1));
    assertThat(seen.seen()).isEqualTo(VersionVector.of(LIFE, 1));
    assertThat(seen.ready()).isTrue();
  }

  /** AP-2. */
  @Test
  void takesItsOwnStateAsContext_whenTheClientNamesNone() {
    put("a", "1");
    Reply.Wrote second = (Reply.Wrote) put("a", "2");
    assertThat(second.superseded()).isEqualTo(1);
    assertThat(values("a")).containsExactly("2");
  }

  /** AP-2. */
  @Test
  void keepsSiblings_thatTheContextDoesNotCover() {
    put("a", "1");
    Reply.Wrote second =
        (Reply.Wrote) write("a", Optional.of("2"), Optional.of(VersionVector.NONE));
    assertThat(second.siblings()).isEqualTo(2);
    write("a", Optional.of("3"), Optional.of(VersionVector.of(LIFE, 2)));
    assertThat(values("a")).containsExactly("3");
  }

  /** AP-3. */
  @Test
  void doesAWriteOnce_whateverTheAttempts() {
    Request.Write write = request("a", Optional.of("1"), Optional.empty(), "id1");
    ask(write);
    Reply.Wrote again = (Reply.Wrote) ask(write);
    assertThat(again.repeated()).isTrue();
    assertThat(again.dot()).contains(new Dot(LIFE, 1));
    put("a", "2");
    Reply.Wrote late = (Reply.Wrote) ask(write);
    assertThat(late.dot()).isEmpty();
    assertThat(values("a")).containsExactly("2");
  }

  /**
   * AP-2: what its client may supersede next is what it said, or was shown; not what came since.
   */
  @Test
  void tellsARetryOfNothingThatItsClientNeverSaw() {
    Request.Write first = request("a", Optional.of("1"), Optional.empty(), "id1");
    ask(first);
    write("a", Optional.of("2"), Optional.of(VersionVector.NONE));
    Reply.Wrote living = (Reply.Wrote) ask(first);
    assertThat(living.siblings()).isEqualTo(2);
    assertThat(living.context()).isEqualTo(VersionVector.NONE);
    write("a", Optional.of("3"), Optional.of(VersionVector.of(LIFE, 1)));
    Reply.Wrote superseded = (Reply.Wrote) ask(first);
    assertThat(superseded.dot()).isEmpty();
    assertThat(superseded.context()).isEqualTo(VersionVector.NONE);
  }

  @Test
  void refusesAnAttempt_thatComesTooLate() {
    Request.Write write = request("a", Optional.of("1"), Optional.empty(), "id1").notAfter(1_000);
    assertThat(ask(write)).isInstanceOf(Reply.Late.class);
    assertThat(values("a")).isEmpty();
  }

  /** AP-1 and AP-4. */
  @Test
  void tellsItsLogWithItsEnds() {
    put("a", "1");
    ask(request("a", Optional.empty(), Optional.empty(), "id2"));
    Reply.Entries all = log(0);
    assertThat(all.first()).isEqualTo(1);
    assertThat(all.end()).isEqualTo(2);
    assertThat(all.changes()).hasSize(2);
    LogEntry delete = all.changes().get(1);
    assertThat(delete.value()).isEmpty();
    assertThat(delete.context()).isEqualTo(VersionVector.of(LIFE, 1));
    assertThat(delete.named()).hasSize(1);
    assertThat(log(1).changes()).containsExactly(delete);
    assertThat(log(2).changes()).isEmpty();
  }

  /** AP-4. */
  @Test
  void showsTheGap_ofATrimmedLog() {
    put("a", "1");
    put("a", "2");
    put("a", "3");
    assertThat(trim(VersionVector.of(LIFE, 1), 100, FAR)).isEqualTo(new Reply.Done(1));
    assertThat(log(0).first()).isEqualTo(2);
    assertThat(trim(VersionVector.NONE, 0, FAR)).isEqualTo(new Reply.Done(2));
    assertThat(log(0).first()).isZero();
    assertThat(log(0).end()).isEqualTo(3);
  }

  /** AP-5. */
  @Test
  void keepsOfItsLogWhatFitsItsBytes_thoughEntriesCameSinceItWasLookedAt() {
    for (int i = 0; i < 10; i++) {
      put("k" + i, "x".repeat(10_000));
    }
    assertThat(trim(VersionVector.NONE, 100, 1_000_000)).isEqualTo(new Reply.Done(0));
    trim(VersionVector.NONE, 100, 50_000);
    assertThat(log(0).first()).isBetween(6L, 8L);
    assertThat(log(9).changes()).hasSize(1);
    trim(VersionVector.NONE, 100, 1);
    assertThat(log(0).first()).isEqualTo(10);
  }

  /** AP-8. */
  @Test
  void tellsWhatItsLogStillHas_ofLivesThatAreOver() {
    put("a", "1");
    put("b", "2");
    ask(new Request.Enter(LIFE, NEXT, true));
    put("c", "3");
    Reply.Entries old = (Reply.Entries) ask(new Request.Log(NEXT, VersionVector.of(LIFE, 1), 100));
    assertThat(old.changes()).extracting(LogEntry::dot).containsExactly(new Dot(LIFE, 2));
    assertThat(old.first()).isEqualTo(1);
    assertThat(old.end()).isEqualTo(2);
    assertThat(old.incarnation()).isEqualTo(LIFE);
    VersionVector shipped = VersionVector.of(LIFE, 2);
    Reply.Entries now = (Reply.Entries) ask(new Request.Log(NEXT, shipped, 100));
    assertThat(now.changes()).extracting(LogEntry::dot).containsExactly(new Dot(NEXT, 1));
    assertThat(now.incarnation()).isEqualTo(NEXT);
    assertThat(ask(new Request.Trim(NEXT, shipped, 100, FAR))).isEqualTo(new Reply.Done(2));
  }

  /** AP-8. */
  @Test
  void tellsNothingOfALifeThatIsFolded() {
    put("a", "1");
    ask(new Request.Enter(LIFE, NEXT, true));
    ask(new Request.Fold(NEXT, new Dot(LIFE, 1)));
    Reply.Entries none = (Reply.Entries) ask(new Request.Log(NEXT, VersionVector.NONE, 100));
    assertThat(none.changes()).isEmpty();
    assertThat(none.incarnation()).isEqualTo(NEXT);
  }

  /** AP-8. */
  @Test
  void appliesTheLogOfALifeThatIsOver_untilItIsFolded() {
    apply(0, 1, entry("a", Optional.of("1"), 1, VersionVector.NONE));
    learn(OTHER_NEXT);
    assertThat(apply(1, 2, entry("b", Optional.of("2"), 2, VersionVector.NONE)))
        .isInstanceOf(Reply.Applied.class);
    assertThat(values("b")).containsExactly("2");
    ask(new Request.Fold(LIFE, new Dot(OTHER, 2)));
    assertThat(apply(0, 1, entry("a", Optional.of("1"), 1, VersionVector.NONE)))
        .isEqualTo(new Reply.Behind(0));
  }

  /** AP-8: begun by somebody who knew of no life before, it is older by its clock only. */
  @Test
  void appliesTheLogOfALifeOfAnotherLine_thoughANewerOneIsFolded() {
    String unknowing = "db_g2.000000000000000100000001123456";
    learn(OTHER_NEXT);
    ask(new Request.Fold(LIFE, new Dot(OTHER, 0)));
    assertThat(seen("a").seen().floors()).containsOnlyKeys(OTHER);
    LogEntry entry =
        new LogEntry(
            "a",
            Optional.of("1"),
            "id",
            LogEntry.START,
            new Dot(unknowing, 1),
            VersionVector.NONE,
            new TreeSet<>());
    Request.Apply apply =
        new Request.Apply(
            LIFE, unknowing, 0, List.of(entry), 1, Optional.empty(), Incarnations.NONE);
    assertThat(ask(apply)).isInstanceOf(Reply.Applied.class);
    assertThat(values("a")).containsExactly("1");
    VersionVector folded = VersionVector.NONE.fold(new Dot(OTHER_NEXT, 5));
    SortedMap<String, KeyState> nothing = new TreeMap<>(Map.of("a", KeyState.NONE));
    ask(new Request.Merge(LIFE, OTHER_NEXT, nothing, folded));
    assertThat(values("a")).containsExactly("1");
    ask(new Request.Fold(LIFE, new Dot(unknowing, 1)));
    assertThat(seen("a").seen().floors()).containsOnlyKeys(OTHER, unknowing);
  }

  /** AP-8. */
  @Test
  void isReady_onceItTookAWatermark() {
    ask(new Request.Enter(LIFE, NEXT, false));
    Reply.Greeting before = (Reply.Greeting) ask(new Request.Status());
    markIn(NEXT, before.timeUs(), before.epoch() + 1);
    assertThat(((Reply.Greeting) ask(new Request.Status())).ready()).isFalse();
    markIn(NEXT, before.timeUs(), before.epoch());
    assertThat(((Reply.Greeting) ask(new Request.Status())).ready()).isTrue();
  }

  @Test
  void appliesABatch_onlyBehindItsCursor() {
    LogEntry entry = entry("a", Optional.of("1"), 1, VersionVector.NONE);
    assertThat(apply(0, 1, entry)).isInstanceOf(Reply.Applied.class);
    assertThat(apply(0, 1, entry)).isEqualTo(new Reply.Behind(1));
    assertThat(values("a")).containsExactly("1");
    assertThat(seen("a").seen().at(OTHER)).isEqualTo(1);
  }

  @Test
  void keepsAConcurrentWrite_besideItsOwn() {
    put("a", "mine");
    apply(0, 1, entry("a", Optional.of("theirs"), 1, VersionVector.NONE));
    assertThat(values("a")).containsExactlyInAnyOrder("mine", "theirs");
  }

  /** AP-4. */
  @Test
  void removesWhatTheContextCovers_evenIfTheDotWasSeen() {
    put("a", "mine");
    KeyState later = state(2, "two", VersionVector.of(OTHER, 2));
    merge("a", later, VersionVector.NONE);
    apply(0, 1, entry("a", Optional.of("one"), 1, VersionVector.of(LIFE, 1)));
    assertThat(values("a")).containsExactly("two");
  }

  @Test
  void removesACopy_underAnyDot() {
    ask(request("a", Optional.of("1"), Optional.empty(), "id1"));
    LogEntry delete =
        new LogEntry(
            "a",
            Optional.empty(),
            "id2",
            LogEntry.START,
            new Dot(OTHER, 2),
            VersionVector.of(OTHER, 1),
            new TreeSet<>(List.of("id1")));
    apply(0, 2, delete);
    assertThat(values("a")).isEmpty();
    Reply.Wrote late = (Reply.Wrote) ask(request("a", Optional.of("1"), Optional.empty(), "id1"));
    assertThat(late.dot()).isEmpty();
  }

  /** AP-7. */
  @Test
  void keepsAWatermark_ofItsEpochOnly() {
    Reply.Greeting now = (Reply.Greeting) ask(new Request.Status());
    mark(now.timeUs(), now.epoch() + 1);
    assertThat(seen("a").marks()).isEmpty();
    mark(now.timeUs(), now.epoch());
    assertThat(seen("a").marks()).isEqualTo(Map.of("db_g2", now.timeUs()));
    mark(now.timeUs() - 5, now.epoch());
    assertThat(seen("a").marks()).isEqualTo(Map.of("db_g2", now.timeUs()));
    ask(new Request.Raise(LIFE, now.epoch()));
    assertThat(seen("a").marks()).isEmpty();
    assertThat(seen("a").epoch()).isEqualTo(now.epoch() + 1);
  }

  /** AP-7: of a source that it has all of, and whose life goes on. */
  @Test
  void renewsAWatermark_onlyIfItIsLevelWithTheSource() {
    Reply.Greeting now = (Reply.Greeting) ask(new Request.Status());
    Request.Mark mark = new Request.Mark(now.timeUs(), now.epoch());
    Reply.Greeting none = renew("one", new Request.Level(OTHER, 1, mark));
    assertThat(none.marks()).isEmpty();
    assertThat(none.renewer()).isEmpty();
    Request.Mark old = new Request.Mark(now.timeUs(), now.epoch() - 1);
    assertThat(renew("two", new Request.Level(OTHER, 0, old)).marks()).isEmpty();
    Reply.Greeting renewed = renew("two", new Request.Level(OTHER, 0, mark));
    assertThat(renewed.marks()).isEqualTo(Map.of("db_g2", now.timeUs()));
    assertThat(renewed.ready()).isTrue();
    assertThat(renewed.renewer()).isEqualTo("two");
    ask(
        new Request.Apply(
            LIFE, OTHER, 0, List.of(), 0, Optional.empty(), Incarnations.of(List.of(OTHER_NEXT))));
    Request.Mark late = new Request.Mark(now.timeUs(), now.epoch() + 1);
    assertThat(renew("two", new Request.Level(OTHER, 0, late)).marks()).isEmpty();
  }

  private Reply.Greeting renew(String renewer, Request.Level level) {
    return (Reply.Greeting) ask(new Request.Renew(LIFE, renewer, List.of(level)));
  }

  @Test
  void voidsItsWatermarks_whenOneLiesAhead() {
    Reply.Greeting now = (Reply.Greeting) ask(new Request.Status());
    mark(now.timeUs(), now.epoch());
    mark(now.timeUs() + 60_000_000, now.epoch());
    assertThat(seen("a").marks()).isEmpty();
    assertThat(seen("a").epoch()).isEqualTo(now.epoch() + 1);
  }

  @Test
  void voidsItsWatermarks_whenTheClockSteppedBackBehindThem() {
    Reply.Greeting now = (Reply.Greeting) ask(new Request.Status());
    mark(now.timeUs(), now.epoch());
    stepClockBack();
    assertThat(seen("a").marks()).isEmpty();
    assertThat(seen("a").epoch()).isEqualTo(now.epoch() + 1);
  }

  @Test
  void voidsItsWatermarks_whenALinkFindsThatTheClockSteppedBackBehindThem() {
    Reply.Greeting now = (Reply.Greeting) ask(new Request.Status());
    mark(now.timeUs(), now.epoch());
    stepClockBack();
    mark(now.timeUs() - 20_000_000, now.epoch());
    Reply.Greeting after = (Reply.Greeting) ask(new Request.Status());
    assertThat(after.marks()).isEmpty();
    assertThat(after.epoch()).isEqualTo(now.epoch() + 1);
  }

  @Test
  void voidsItsWatermarks_whenItLearnsOfALife() {
    Reply.Greeting now = (Reply.Greeting) ask(new Request.Status());
    mark(now.timeUs(), now.epoch());
    ask(
        new Request.Apply(
            LIFE, OTHER, 0, List.of(), 0, Optional.empty(), Incarnations.of(List.of(OTHER_NEXT))));
    assertThat(seen("a").marks()).isEmpty();
    assertThat(seen("a").lives().of("db_g2")).contains(OTHER_NEXT);
  }

  /** AP-6. */
  @Test
  void mergesStates_byContextAndVector() {
    put("a", "mine");
    merge("a", state(1, "theirs", VersionVector.of(OTHER, 1)), VersionVector.of(OTHER, 1));
    assertThat(values("a")).containsExactlyInAnyOrder("mine", "theirs");
    merge("a", KeyState.NONE, VersionVector.of(LIFE, 1));
    assertThat(values("a")).containsExactly("theirs");
    Reply.Greeting greeting = (Reply.Greeting) ask(new Request.Status());
    assertThat(greeting.dropped()).isEqualTo(1);
    merge("a", state(1, "theirs", VersionVector.of(OTHER, 1)), VersionVector.NONE);
    assertThat(values("a")).containsExactly("theirs");
  }

  @Test
  void keepsTheJoinedContext_ofAMerge() {
    merge("a", KeyState.NONE, VersionVector.of(OTHER, 5));
    merge("a", state(3, "ghost", VersionVector.of(OTHER, 3)), VersionVector.NONE);
    assertThat(values("a")).isEmpty();
  }

  /** AP-5. */
  @Test
  void isReady_onceAResyncEnded() {
    ask(new Request.Enter(LIFE, NEXT, false));
    Reply.Greeting now = (Reply.Greeting) ask(new Request.Status());
    Incarnations lives = Incarnations.of(List.of(OTHER));
    ask(new Request.TakeOver(NEXT, OTHER, VersionVector.of(OTHER, 7), Optional.empty(), lives));
    Reply.Greeting ready = (Reply.Greeting) ask(new Request.Status());
    assertThat(now.ready()).isFalse();
    assertThat(ready.ready()).isTrue();
    assertThat(ready.seen()).isEqualTo(VersionVector.of(OTHER, 7));
    assertThat(ready.lives().of("db_g2")).contains(OTHER);
  }

  /** AP-5: of its own life a node knows more than anybody can tell it. */
  @Test
  void takesOverNothingOfItsOwnLife() {
    put("a", "1");
    VersionVector told = VersionVector.of(OTHER, 7).join(VersionVector.of(LIFE, 1));
    ask(new Request.TakeOver(LIFE, OTHER, told, Optional.empty(), Incarnations.NONE));
    put("b", "2");
    assertThat(seen("b").seen()).isEqualTo(VersionVector.of(OTHER, 7).with(new Dot(LIFE, 2)));
  }

  /** AP-5: the source began another life meanwhile. */
  @Test
  void takesNothingFromALifeThatIsOver() {
    learn(OTHER_NEXT);
    Reply moved = new Reply.Moved(OTHER_NEXT);
    assertThat(merge("a", state(1, "v", VersionVector.of(OTHER, 1)), VersionVector.of(OTHER, 1)))
        .isEqualTo(moved);
    assertThat(
            ask(
                new Request.TakeOver(
                    LIFE, OTHER, VersionVector.of(OTHER, 1), Optional.empty(), Incarnations.NONE)))
        .isEqualTo(moved);
    assertThat(keys()).isEmpty();
    assertThat(seen("a").seen()).isEqualTo(VersionVector.NONE);
  }

  @Test
  void refusesWhatNamesAnotherLife() {
    assertThat(ask(new Request.Log(NEXT, VersionVector.NONE, 5))).isEqualTo(new Reply.Moved(LIFE));
    assertThat(ask(new Request.Fetch(NEXT, List.of("a")))).isEqualTo(new Reply.Moved(LIFE));
    assertThat(ask(new Request.Scan(NEXT, "", 5))).isEqualTo(new Reply.Moved(LIFE));
    assertThat(ask(new Request.Digest(NEXT, List.of("a")))).isEqualTo(new Reply.Moved(LIFE));
    assertThat(ask(new Request.Trim(NEXT, VersionVector.NONE, 1, 1)))
        .isEqualTo(new Reply.Moved(LIFE));
  }

  /** AP-6. */
  @Test
  void dropsATombstone_onceTheVectorCoversIt() {
    merge("a", KeyState.NONE, VersionVector.of(OTHER, 5));
    assertThat(ask(new Request.Collect(LIFE, 10, NOBODY, VersionVector.NONE)))
        .isEqualTo(new Reply.Done(1));
    merge("b", KeyState.NONE, VersionVector.of(OTHER, 5));
    assertThat(keys()).containsExactly("a", "b");
    ask(
        new Request.Apply(
            LIFE, OTHER, 0, List.of(), 5, Optional.empty(), Incarnations.of(List.of(OTHER))));
    assertThat(ask(new Request.Collect(LIFE, 10, NOBODY, VersionVector.NONE)))
        .isEqualTo(new Reply.Done(1));
    assertThat(keys()).as("looked at for nothing just now").containsExactly("a");
    assertThat(ask(new Request.Check(LIFE, "", 2_000))).isEqualTo(new Reply.Checked(""));
    assertThat(seen("b").state()).as("not taken away").isEqualTo(KeyState.NONE);
  }

  /** AP-6. */
  @Test
  void looksAtAPageOfWhatIsDue_andAtNothingElse() {
    for (int i = 0; i < 5; i++) {
      merge("t" + i, KeyState.NONE, VersionVector.of(OTHER, 5));
      ask(request("held" + i, Optional.empty(), Optional.empty(), "id" + i));
    }
    Request.Collect three = new Request.Collect(LIFE, 3, NOBODY, VersionVector.NONE);
    assertThat(ask(three)).isEqualTo(new Reply.Done(3));
    assertThat(ask(three)).isEqualTo(new Reply.Done(2));
    assertThat(ask(three)).isEqualTo(new Reply.Done(0));
  }

  @Test
  void dropsATombstoneOfDeadPositions_onceEveryNodeHasSeenTheRest_andNoOlderMergeAfterIt() {
    apply(0, 3, entry("b", Optional.of("1"), 3, VersionVector.NONE));
    ask(
        new Request.Apply(
            LIFE,
            OTHER_NEXT,
            0,
            List.of(),
            1,
            Optional.empty(),
            Incarnations.of(List.of(OTHER_NEXT))));
    ask(new Request.Fold(LIFE, new Dot(OTHER, 3)));
    VersionVector everywhere = VersionVector.of(OTHER_NEXT, 1).fold(new Dot(OTHER, 3));
    VersionVector deleted = everywhere.join(VersionVector.of(OTHER, 9));
    KeyState gone = new KeyState(new TreeMap<>(), deleted, NOBODY);
    mergeOfNextLife("kept", gone);
    assertThat(ask(new Request.Collect(LIFE, 10, NOBODY, VersionVector.of(OTHER, 3))))
        .isEqualTo(new Reply.Done(1));
    mergeOfNextLife("a", gone);
    assertThat(keys()).contains("a", "kept");
    assertThat(ask(new Request.Collect(LIFE, 10, NOBODY, everywhere))).isEqualTo(new Reply.Done(1));
    assertThat(keys()).contains("kept").doesNotContain("a");
    SortedMap<String, KeyState> old = new TreeMap<>(Map.of("a", state(9, "back", deleted)));
    assertThat(ask(new Request.Merge(LIFE, OTHER_NEXT, old, VersionVector.of(OTHER, 3))))
        .isEqualTo(new Reply.Behind(1));
    assertThat(values("a")).isEmpty();
    assertThat(ask(new Request.Merge(LIFE, OTHER_NEXT, old, everywhere)))
        .isInstanceOf(Reply.Merged.class);
  }

  /** AP-6: it goes by its name, not on the word of a vector. */
  @Test
  void countsNoValueAsDropped_thatTheOtherNodeNames() {
    ask(request("a", Optional.of("1"), Optional.empty(), "id1"));
    KeyState naming =
        new KeyState(new TreeMap<>(), VersionVector.NONE, new TreeSet<>(List.of("id1")));
    Request merge =
        new Request.Merge(
            LIFE, OTHER, new TreeMap<>(Map.of("a", naming)), VersionVector.of(LIFE, 1));
    assertThat(ask(merge)).isEqualTo(new Reply.Merged(1, 0));
    assertThat(values("a")).isEmpty();
  }

  @Test
  void holdsATombstone_whileACopyMayBeUnderWay() {
    put("a", "1");
    ask(request("a", Optional.empty(), Optional.empty(), "id2"));
    assertThat(
            ask(new Request.Collect(LIFE, 10, new TreeSet<>(List.of("db_g2")), VersionVector.NONE)))
        .isEqualTo(new Reply.Done(0));
    assertThat(keys()).containsExactly("a");
  }

  /** AP-11. */
  @Test
  void tellsItsKeysPageByPage_andTheirDigests() {
    put("a", "1");
    put("b", "2");
    ask(request("c", Optional.empty(), Optional.empty(), "id3"));
    Reply.Digests digests =
        (Reply.Digests) ask(new Request.Digest(LIFE, List.of("a", "b", "c", "d")));
    assertThat(keys()).contains("a", "b");
    assertThat(digests.digests().get("a")).isEqualTo(LIFE + "=1");
    assertThat(digests.digests().get("c")).isEmpty();
    assertThat(digests.digests().get("d")).isEmpty();
    Reply.States states = (Reply.States) ask(new Request.Fetch(LIFE, List.of("b", "d")));
    assertThat(states.states().get("b").winner().orElseThrow().value()).isEqualTo("2");
    assertThat(states.states().get("d")).isEqualTo(KeyState.NONE);
  }

  @Test
  void foldsADeadLife_whenItsEndIsReached() {
    apply(0, 3, entry("a", Optional.of("1"), 3, VersionVector.NONE));
    assertThat(ask(new Request.Fold(LIFE, new Dot(OTHER, 3)))).isEqualTo(new Reply.Behind(3));
    ask(
        new Request.Apply(
            LIFE,
            OTHER_NEXT,
            0,
            List.of(),
            0,
            Optional.empty(),
            Incarnations.of(List.of(OTHER_NEXT))));
    assertThat(ask(new Request.Fold(LIFE, new Dot(OTHER, 2)))).isEqualTo(new Reply.Behind(3));
    assertThat(ask(new Request.Fold(LIFE, new Dot(OTHER, 3)))).isEqualTo(new Reply.Done(1));
    VersionVector seen = seen("a").seen();
    assertThat(seen.positions()).doesNotContainKey(OTHER);
    assertThat(seen.floors()).containsEntry(OTHER, 3L);
    assertThat(seen.covers(new Dot(OTHER, 3))).isTrue();
    assertThat(seen.passed(new Dot(OTHER, 4))).isTrue();
  }

  /** AP-12. */
  @Test
  void refusesAWrite_pastTheSiblingsThatAKeyMayHave_untilSomebodyResolvesThem() {
    KeyState.Limit three = new KeyState.Limit(3, 1L << 20);
    for (int i = 1; i <= 3; i++) {
      assertThat(beside("id" + i, "v", three)).isInstanceOf(Reply.Wrote.class);
    }
    assertThat(beside("id4", "v", three)).isInstanceOf(Reply.Crowded.class);
    assertThat(seen("a").state().siblings()).hasSize(3);
    assertThat(log(0).end()).isEqualTo(3);
    assertThat(beside("id3", "v", three)).as("a retry").isInstanceOf(Reply.Wrote.class);
    assertThat(write("a", Optional.empty(), Optional.of(VersionVector.NONE)))
        .as("a delete makes it no larger")
        .isInstanceOf(Reply.Wrote.class);
    write("a", Optional.of("resolved"), Optional.of(seen("a").state().context()));
    assertThat(values("a")).containsExactly("resolved");
  }

  @Test
  void refusesAWrite_pastTheBytesThatSiblingsMayHave_butNoLoneValue() {
    KeyState.Limit small = new KeyState.Limit(100, 2_000);
    assertThat(beside("id1", "x".repeat(5_000), small)).isInstanceOf(Reply.Wrote.class);
    Reply.Crowded crowded = (Reply.Crowded) beside("id2", "y", small);
    assertThat(crowded.siblings()).isEqualTo(1);
    assertThat(crowded.bytes()).isBetween(5_000L, 5_100L);
    assertThat(put("a", "x".repeat(5_000))).isInstanceOf(Reply.Wrote.class);
  }

  /** AP-12: a merge drops nothing, and each side of a cut had its own limit. */
  @Test
  void keepsWhatEachSideOfACutWasLetToWrite_andGrowsByNoClientsWrite() {
    KeyState.Limit two = new KeyState.Limit(2, 1L << 20);
    beside("id1", "v", two);
    beside("id2", "v", two);
    TreeMap<Dot, KeyState.Sibling> theirs = new TreeMap<>();
    for (int i = 1; i <= 300; i++) {
      theirs.put(new Dot(OTHER, i), new KeyState.Sibling("v", "other" + i, LogEntry.START));
    }
    merge("a", new KeyState(theirs, VersionVector.of(OTHER, 300), NOBODY), VersionVector.NONE);
    apply(0, 400, entry("a", Optional.of("v"), 400, VersionVector.NONE));
    assertThat(seen("a").state().siblings()).hasSize(303);
    assertThat(beside("id3", "v", two)).isInstanceOf(Reply.Crowded.class);
    Request.Write inPlaceOfOne =
        limited("id4", "w", Optional.of(VersionVector.of(LIFE, 1)), VersionVector.NONE, two);
    assertThat(ask(inPlaceOfOne)).isInstanceOf(Reply.Wrote.class);
    assertThat(seen("a").state().siblings()).hasSize(303);
    write("a", Optional.empty(), Optional.empty());
    assertThat(values("a")).isEmpty();
  }

  /** B-4. */
  @Test
  void fetchesAsManyStatesAsFit_oneAtTheLeast() {
    for (String key : List.of("a", "b", "c")) {
      put(key, "x".repeat(700_000));
    }
    List<String> all = List.of("a", "b", "c");
    Reply.States some = (Reply.States) ask(new Request.Fetch(LIFE, all));
    assertThat(some.states()).containsOnlyKeys("a", "b");
    put("a", "x".repeat(1_048_576));
    Reply.States one = (Reply.States) ask(new Request.Fetch(LIFE, all));
    assertThat(one.states()).containsOnlyKeys("a");
  }

  /** AP-2. */
  @Test
  void supersedesWhatItsSessionWasShown_besideWhatTheNodeHolds() {
    put("a", "mine");
    Request.Write write =
        limited("id9", "new", Optional.empty(), VersionVector.of(OTHER, 1), KeyState.Limit.DEFAULT);
    ask(write);
    apply(0, 1, entry("a", Optional.of("shown"), 1, VersionVector.NONE));
    assertThat(values("a")).containsExactly("new");
    assertThat(log(1).changes().getFirst().context())
        .isEqualTo(VersionVector.of(LIFE, 1).with(new Dot(OTHER, 1)));
  }

  /** AP-3. */
  @Test
  void removesEveryCopyOfAValue_whicheverTheContextCovers() {
    for (int i = 1; i <= 40; i++) {
      String key = "k" + i;
      TreeMap<Dot, KeyState.Sibling> copies = new TreeMap<>();
      KeyState.Sibling copy = new KeyState.Sibling("v", "copied" + i, LogEntry.START);
      copies.put(new Dot(OTHER, i), copy);
      copies.put(new Dot("db_g3.000000000000100000000001", i), copy);
      KeyState both = new KeyState(copies, VersionVector.NONE, NOBODY);
      ask(new Request.Merge(LIFE, OTHER, new TreeMap<>(Map.of(key, both)), VersionVector.NONE));
      write(key, Optional.of("w"), Optional.of(VersionVector.of(OTHER, i)));
      assertThat(values(key)).as(key).containsExactly("w");
      assertThat(log(i - 1).changes().getFirst().named()).containsExactly("copied" + i);
    }
  }

  @Test
  void namesWhatItsClientRead_inItsLog() {
    Request.Write write = request("a", Optional.of("1"), Optional.of(VersionVector.NONE), "id1");
    ask(
        new Request.Write(
            write.key(),
            write.value(),
            write.id(),
            write.clock(),
            write.context(),
            write.shown(),
            new TreeSet<>(List.of("read1", "read2")),
            write.notAfterUs(),
            write.limit()));
    assertThat(log(0).changes().getFirst().named()).containsExactly("read1", "read2");
  }

  @Test
  void keepsNoLateCopy_ofWhatALinkSaidIsSuperseded() {
    apply(0, 2, naming("copied"));
    Reply.Wrote late =
        (Reply.Wrote) ask(request("a", Optional.of("v"), Optional.empty(), "copied"));
    assertThat(late.repeated()).isTrue();
    apply(2, 3, copy(3));
    merge("a", copied(4), VersionVector.NONE);
    assertThat(values("a")).isEmpty();
  }

  /** AP-3: a delete names itself. */
  @Test
  void keepsNoLateCopy_ofADeleteThatALinkBrought() {
    apply(0, 2, naming("copied"));
    put("a", "1");
    Reply.Wrote late =
        (Reply.Wrote) ask(request("a", Optional.empty(), Optional.empty(), "other2"));
    assertThat(late.repeated()).isTrue();
    assertThat(values("a")).containsExactly("1");
  }

  @Test
  void removesOnMerging_whatTheOtherSaysIsSuperseded() {
    ask(request("a", Optional.of("v"), Optional.empty(), "copied"));
    KeyState told =
        new KeyState(new TreeMap<>(), VersionVector.NONE, new TreeSet<>(List.of("copied")));
    merge("a", told, VersionVector.NONE);
    merge("a", copied(4), VersionVector.NONE);
    assertThat(values("a")).isEmpty();
  }

  /** AP-3: a key carries its newest ids only, its node knows more. */
  @Test
  void deleteStays_afterEightyOverwritesDuringACut_thoughACopyComesThen() {
    ask(request("a", Optional.of("v"), Optional.empty(), "copied"));
    ask(request("a", Optional.empty(), Optional.empty(), "deletes"));
    for (int i = 0; i < 80; i++) {
      put("a", "w" + i);
    }
    assertThat(seen("a").state().named()).doesNotContain("copied");
    apply(0, 3, copy(3));
    merge("a", copied(4), VersionVector.NONE);
    Reply.Wrote late =
        (Reply.Wrote) ask(request("a", Optional.of("v"), Optional.empty(), "copied"));
    assertThat(late.repeated()).isTrue();
    assertThat(values("a")).containsExactly("w79");
  }

  private static LogEntry naming(String id) {
    return new LogEntry(
        "a",
        Optional.empty(),
        "other2",
        LogEntry.START,
        new Dot(OTHER, 2),
        VersionVector.NONE,
        new TreeSet<>(List.of(id)));
  }

  private static LogEntry copy(long position) {
    return new LogEntry(
        "a",
        Optional.of("v"),
        "copied",
        LogEntry.START,
        new Dot(OTHER, position),
        VersionVector.NONE,
        NOBODY);
  }

  private static KeyState copied(long position) {
    TreeMap<Dot, KeyState.Sibling> siblings = new TreeMap<>();
    siblings.put(new Dot(OTHER, position), new KeyState.Sibling("v", "copied", LogEntry.START));
    return new KeyState(siblings, VersionVector.NONE, NOBODY);
  }

  private Reply beside(String id, String value, KeyState.Limit limit) {
    return ask(limited(id, value, Optional.of(VersionVector.NONE), VersionVector.NONE, limit));
  }

  private static Request.Write limited(
      String id,
      String value,
      Optional<VersionVector> context,
      VersionVector shown,
      KeyState.Limit limit) {
    return new Request.Write(
        "a", Optional.of(value), id, LogEntry.START, context, shown, NOBODY, Long.MAX_VALUE, limit);
  }

  Reply put(String key, String value) {
    return write(key, Optional.of(value), Optional.empty());
  }

  private int ids;

  Reply write(String key, Optional<String> value, Optional<VersionVector> context) {
    return ask(request(key, value, context, "id-of-write-" + ++ids));
  }

  static Request.Write request(
      String key, Optional<String> value, Optional<VersionVector> context, String id) {
    return new Request.Write(
        key,
        value,
        id,
        LogEntry.START,
        context,
        VersionVector.NONE,
        NOBODY,
        Long.MAX_VALUE,
        KeyState.Limit.DEFAULT);
  }

  static LogEntry entry(String key, Optional<String> value, long position, VersionVector context) {
    return new LogEntry(
        key, value, "other" + position, LogEntry.START, new Dot(OTHER, position), context, NOBODY);
  }

  static KeyState state(long position, String value, VersionVector context) {
    TreeMap<Dot, KeyState.Sibling> siblings = new TreeMap<>();
    siblings.put(
        new Dot(OTHER, position), new KeyState.Sibling(value, "other" + position, LogEntry.START));
    return new KeyState(siblings, context, NOBODY);
  }

  Reply apply(long after, long last, LogEntry... changes) {
    return ask(
        new Request.Apply(
            LIFE,
            OTHER,
            after,
            List.of(changes),
            last,
            Optional.empty(),
            Incarnations.of(List.of(OTHER))));
  }

  private Reply trim(VersionVector everywhere, long entries, long bytes) {
    return ask(new Request.Trim(LIFE, everywhere, entries, bytes));
  }

  private void learn(String life) {
    ask(
        new Request.Apply(
            LIFE, OTHER_NEXT, 0, List.of(), 0, Optional.empty(), Incarnations.of(List.of(life))));
  }

  void mark(long timeUs, long epoch) {
    markIn(LIFE, timeUs, epoch);
  }

  private void markIn(String life, long timeUs, long epoch) {
    ask(
        new Request.Apply(
            life,
            OTHER,
            0,
            List.of(),
            0,
            Optional.of(new Request.Mark(timeUs, epoch)),
            Incarnations.NONE));
  }

  Reply merge(String key, KeyState state, VersionVector seen) {
    return ask(new Request.Merge(LIFE, OTHER, new TreeMap<>(Map.of(key, state)), seen));
  }

  private void mergeOfNextLife(String key, KeyState state) {
    ask(new Request.Merge(LIFE, OTHER_NEXT, new TreeMap<>(Map.of(key, state)), VersionVector.NONE));
  }

  Reply.Entries log(long after) {
    return (Reply.Entries) ask(new Request.Log(LIFE, VersionVector.of(LIFE, after), 100));
  }

  Reply.Seen seen(String key) {
    return (Reply.Seen) ask(new Request.Read(key));
  }

  List<String> values(String key) {
    return seen(key).state().values().stream().map(KeyState.Sibling::value).toList();
  }

  List<String> keys() {
    SortedSet<String> keys = new TreeSet<>();
    String cursor = "";
    do {
      Reply.Keys page = (Reply.Keys) ask(new Request.Scan(LIFE, cursor, 100));
      keys.addAll(page.keys());
      cursor = page.cursor();
    } while (!cursor.isEmpty());
    return List.copyOf(keys);
  }

  static Dot dot(Reply reply) {
    return ((Reply.Wrote) reply).dot().orElseThrow();
  }
}
