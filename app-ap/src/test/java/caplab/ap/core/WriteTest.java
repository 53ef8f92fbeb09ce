package caplab.ap.core;

import static caplab.ap.core.Table.G1;
import static caplab.ap.core.Table.G2;
import static caplab.ap.core.Table.G3;
import static org.assertj.core.api.Assertions.assertThat;

import caplab.protocol.Event;
import caplab.protocol.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WriteTest {

  private final Table table = new Table(new Rules());
  private final Request.Write write = table.write("a", Optional.of("v"), Optional.empty());

  /** Begins it, by an instance that has heard every node. */
  private Step<Request, Reply, Outcome> start() {
    table.shipAll();
    return table.write(write, G1, G2, G3);
  }

  private static Step.Ask<Request, Reply, Outcome> asked(Step<Request, Reply, Outcome> step) {
    return (Step.Ask<Request, Reply, Outcome>) step;
  }

  private static Outcome ended(Step<Request, Reply, Outcome> step) {
    return ((Step.Done<Request, Reply, Outcome>) step).outcome();
  }

  private Step<Request, Reply, Outcome> silent(
      Step<Request, Reply, Outcome> step, boolean mayHaveActed) {
    String node = asked(step).messages().keySet().iterator().next();
    return asked(step).then().on(new Event.Silent<>(node, mayHaveActed, "cut"), table.nowMs());
  }

  /** AP-1. */
  @Test
  void asksTheHomeNodeAlone() {
    assertThat(asked(start()).messages()).containsOnlyKeys(G1);
  }

  /** AP-1 and AP-3. */
  @Test
  void isTheSameWriteAtTheNextNode_whenTheFirstDoesNotAnswer() {
    Step<Request, Reply, Outcome> next =
        asked(start()).then().on(new Event.Timeout<>(), table.nowMs() + 1_000);
    assertThat(asked(next).messages()).containsOnlyKeys(G2);
    Request.Write again = (Request.Write) asked(next).messages().get(G2);
    assertThat(again.id()).isEqualTo(write.id());
    Outcome.Written written = (Outcome.Written) table.run(next);
    assertThat(written.node()).isEqualTo(G2);
    assertThat(written.unanswered()).isEqualTo(1);
    assertThat(written.token()).isEqualTo(VersionVector.of(table.life(G2), 1));
  }

  /** AP-3: nobody knows when an attempt without a limit would act. */
  @Test
  void asksForTheClockFirst_whenItWasNotHeard() {
    Step<Request, Reply, Outcome> first = table.write(write, G1);
    assertThat(asked(first).messages()).containsEntry(G1, new Request.Status());
    assertThat(ended(silent(first, true))).isEqualTo(new Outcome.Unavailable(1, 0));
    List<Request> sent = new ArrayList<>();
    table.before(sent::add);
    assertThat(table.run(table.write(write, G1))).isInstanceOf(Outcome.Written.class);
    assertThat(((Request.Write) sent.getLast()).notAfterUs())
        .isBetween(table.timeUs(), table.timeUs() + 1_100_000);
  }

  /** AP-3: else it could act when its id is forgotten. */
  @Test
  void attemptEndsBeforeItsIdIsForgotten_howeverPatientTheInstance() {
    table.shipAll();
    assertThat(table.memory.notAfterUs(G1, table.nowMs(), 60_000).orElseThrow())
        .isLessThan(table.timeUs() + WriteId.GRACE_US);
  }

  @Test
  void asksForTheClockAgain_whenItSteppedAhead() {
    table.shipAll();
    table.stepClock(G1, 60_000_000);
    Outcome.Written written = (Outcome.Written) table.run(table.write(write, G1, G2));
    assertThat(written.node()).isEqualTo(G1);
    assertThat(written.unanswered()).isZero();
  }

  @Test
  void isUnknown_whenAnAttemptWasSentAndNobodyAnswered() {
    assertThat(ended(silent(silent(silent(start(), false), true), false)))
        .isEqualTo(new Outcome.Unknown(1));
  }

  @Test
  void wasNotDone_whenNoAttemptWasSent() {
    assertThat(ended(silent(silent(silent(start(), false), false), false)))
        .isEqualTo(new Outcome.Unavailable(1, 0));
  }

  @Test
  void isFull_whenEveryNodeHasNoMemoryLeft() {
    Step<Request, Reply, Outcome> step = start();
    for (String node : List.of(G1, G2, G3)) {
      step = asked(step).then().on(new Event.Answered<>(node, new Reply.Full()), table.nowMs());
    }
    assertThat(ended(step)).isEqualTo(new Outcome.Full());
  }

  @Test
  void beginsANewLifeOfAStrangeNode_andGoesOnAtOnce() {
    String before = table.life(G1);
    table.nodes.get(G1).wipe();
    Outcome.Written written = (Outcome.Written) table.run(start());
    assertThat(written.node()).isEqualTo(G1);
    assertThat(table.life(G1)).isGreaterThan(before);
  }

  @Test
  void sendsNothing_afterTheDeadline() {
    Step<Request, Reply, Outcome> step =
        asked(start()).then().on(new Event.Timeout<>(), table.nowMs() + 3_000);
    assertThat(ended(step)).isEqualTo(new Outcome.Unknown(1));
  }
}
