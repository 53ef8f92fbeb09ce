package caplab.ap.core;

import static caplab.ap.core.Table.G1;
import static caplab.ap.core.Table.G2;
import static caplab.ap.core.Table.G3;
import static org.assertj.core.api.Assertions.assertThat;

import caplab.protocol.Event;
import caplab.protocol.Step;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ReadTest {

  private final Table table = new Table(new Rules());

  private static Read.Wish level(Read.Level level) {
    return new Read.Wish(level, OptionalLong.empty(), false, VersionVector.NONE, false);
  }

  private Step<Request, Reply, Outcome> start(Read.Wish wish) {
    return Read.start("a", wish, List.of(G1, G2, G3), table.memory, 1_000, 0, 3_000);
  }

  private Outcome.Found found(Read.Wish wish) {
    return (Outcome.Found) table.run(start(wish));
  }

  @Test
  void asksTheHomeNodeAlone_andSaysThatTheBoundIsUnknown() {
    table.put(G1, "a", "v");
    Outcome.Found found = found(Read.Wish.PLAIN);
    assertThat(found.merged()).containsExactly(G1);
    assertThat(found.boundUs()).isEmpty();
    assertThat(found.state().winner()).map(KeyState.Sibling::value).contains("v");
  }

  @Test
  void statesABound_onceEveryOtherNodeWasReadToItsEnd() {
    table.settle();
    assertThat(found(Read.Wish.PLAIN).boundUs()).isPresent();
  }

  /** AP-7 and AP-11. */
  @Test
  void mergesEveryNode_atLevelAll_withoutAnyStaleness() {
    table.put(G1, "a", "one");
    table.put(G2, "a", "two");
    Outcome.Found found = found(level(Read.Level.ALL));
    assertThat(found.state().values()).hasSize(2);
    assertThat(found.boundUs()).hasValue(0);
    assertThat(found.repairs()).containsOnlyKeys(G1, G2, G3);
  }

  /** AP-9. */
  @Test
  void asksTheOthers_whenTheHomeNodeIsBehindTheSession() {
    Reply.Wrote wrote = table.put(G2, "a", "v");
    VersionVector token = VersionVector.upTo(wrote.dot().orElseThrow());
    Read.Wish wish = new Read.Wish(Read.Level.ONE, OptionalLong.empty(), false, token, true);
    Outcome.Found found = found(wish);
    assertThat(found.session()).isEqualTo(Outcome.Session.SATISFIED);
    assertThat(found.state().winner()).map(KeyState.Sibling::value).contains("v");
  }

  @Test
  void refusesAStrictSession_whosePastIsNowhere() {
    VersionVector token = VersionVector.of(table.life(G1), 9);
    Read.Wish strict = new Read.Wish(Read.Level.ONE, OptionalLong.empty(), false, token, true);
    assertThat(table.run(start(strict)))
        .isEqualTo(new Outcome.SessionBehind(Outcome.Session.BEHIND, token));
    Read.Wish lenient = new Read.Wish(Read.Level.ONE, OptionalLong.empty(), false, token, false);
    assertThat(found(lenient).session()).isEqualTo(Outcome.Session.BEHIND);
  }

  @Test
  void saysOnce_thatASessionsPastDiedWithADisk() {
    String dead = table.life(G1);
    VersionVector token = VersionVector.of(dead, 9);
    table.wipe(G1);
    table.memory.settle(table.memory.lives());
    Read.Wish wish = new Read.Wish(Read.Level.ONE, OptionalLong.empty(), false, token, false);
    Outcome.Found lost = found(wish);
    assertThat(lost.session()).isEqualTo(Outcome.Session.LOST);
    assertThat(lost.token().at(dead)).isZero();
  }

  @Test
  void refusesABoundedRead_thatNobodyCanMeet() {
    Read.Wish wish =
        new Read.Wish(Read.Level.ONE, OptionalLong.of(1), true, VersionVector.NONE, false);
    Step<Request, Reply, Outcome> asked = start(wish);
    for (int stage = 0; stage < 2; stage++) {
      Step.Ask<Request, Reply, Outcome> ask = (Step.Ask<Request, Reply, Outcome>) asked;
      Event<Reply> event =
          stage == 0
              ? new Event.Answered<>(G1, table.ask(G1, new Request.Read("a")))
              : new Event.Timeout<>();
      asked = ask.then().on(event, 10);
    }
    assertThat(((Step.Done<Request, Reply, Outcome>) asked).outcome())
        .isEqualTo(new Outcome.TooStale(OptionalLong.empty()));
  }

  @Test
  void isUnavailable_atLevelQuorum_withoutAMajority() {
    Step.Ask<Request, Reply, Outcome> ask =
        (Step.Ask<Request, Reply, Outcome>) start(level(Read.Level.QUORUM));
    Step<Request, Reply, Outcome> step =
        ask.then().on(new Event.Answered<>(G1, table.ask(G1, new Request.Read("a"))), 10);
    step = ((Step.Stay<Request, Reply, Outcome>) step).then().on(new Event.Timeout<>(), 1_000);
    assertThat(((Step.Done<Request, Reply, Outcome>) step).outcome())
        .isEqualTo(new Outcome.Unavailable(2, 1));
  }

  @Test
  void isUnavailable_atLevelQuorum_whenTheSameNodeAnswersTwice() {
    Step<Request, Reply, Outcome> step = start(level(Read.Level.QUORUM));
    Event<Reply> answer = new Event.Answered<>(G1, table.ask(G1, new Request.Read("a")));
    step = ((Step.Ask<Request, Reply, Outcome>) step).then().on(answer, 10);
    step = ((Step.Stay<Request, Reply, Outcome>) step).then().on(answer, 20);
    step = ((Step.Stay<Request, Reply, Outcome>) step).then().on(new Event.Timeout<>(), 1_000);
    assertThat(((Step.Done<Request, Reply, Outcome>) step).outcome())
        .isEqualTo(new Outcome.Unavailable(2, 1));
  }

  @Test
  void withholdsTheBound_whenTheNodesClockWasSet() {
    table.settle();
    assertThat(found(Read.Wish.PLAIN).boundUs()).isPresent();
    Reply.Seen seen = (Reply.Seen) table.ask(G1, new Request.Read("a"));
    Reply.Seen stepped =
        new Reply.Seen(
            seen.incarnation(),
            seen.state(),
            seen.timeUs() - 20_000_000,
            seen.epoch(),
            seen.ready(),
            seen.seen(),
            seen.marks(),
            seen.lives());
    long nowMs = seen.timeUs() / 1_000;
    Step<Request, Reply, Outcome> step =
        ((Step.Ask<Request, Reply, Outcome>)
                Read.start("a", Read.Wish.PLAIN, List.of(G1), table.memory, 9, nowMs, nowMs + 99))
            .then()
            .on(new Event.Answered<>(G1, stepped), nowMs);
    Outcome.Found found = (Outcome.Found) ((Step.Done<Request, Reply, Outcome>) step).outcome();
    assertThat(found.boundUs()).isEmpty();
  }
}
