package caplab.ap.core;

import static caplab.ap.core.Table.G1;
import static caplab.ap.core.Table.G2;
import static caplab.ap.core.Table.G3;
import static org.assertj.core.api.Assertions.assertThat;

import caplab.protocol.Event;
import caplab.protocol.Step;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WriteTest {

  private static final long PATIENCE_MS = 1_000;
  private static final long DEADLINE_MS = 3_000;

  private final Table table = new Table(new Rules());
  private final Request.Write write = table.write("a", Optional.of("v"), Optional.empty());

  private Step<Request, Reply, Outcome> start() {
    return Write.start(write, List.of(G1, G2, G3), table.memory, PATIENCE_MS, 0, DEADLINE_MS);
  }

  private static Step.Ask<Request, Reply, Outcome> asked(Step<Request, Reply, Outcome> step) {
    return (Step.Ask<Request, Reply, Outcome>) step;
  }

  private static Outcome ended(Step<Request, Reply, Outcome> step) {
    return ((Step.Done<Request, Reply, Outcome>) step).outcome();
  }

  private static Step<Request, Reply, Outcome> silent(
      Step<Request, Reply, Outcome> step, boolean mayHaveActed) {
    String node = asked(step).messages().keySet().iterator().next();
    return asked(step).then().on(new Event.Silent<>(node, mayHaveActed, "cut"), 10);
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
        asked(start()).then().on(new Event.Timeout<>(), PATIENCE_MS);
    assertThat(asked(next).messages()).containsOnlyKeys(G2);
    Request.Write again = (Request.Write) asked(next).messages().get(G2);
    assertThat(again.id()).isEqualTo(write.id());
    Outcome.Written written = (Outcome.Written) table.run(next);
    assertThat(written.node()).isEqualTo(G2);
    assertThat(written.unanswered()).isEqualTo(1);
    assertThat(written.token()).isEqualTo(VersionVector.of(table.life(G2), 1));
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
      step = asked(step).then().on(new Event.Answered<>(node, new Reply.Full()), 10);
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
        asked(start()).then().on(new Event.Timeout<>(), DEADLINE_MS);
    assertThat(ended(step)).isEqualTo(new Outcome.Unknown(1));
  }
}
