package caplab.ap.core;

import static caplab.ap.core.Table.G1;
import static caplab.ap.core.Table.G2;
import static caplab.ap.core.Table.G3;
import static caplab.ap.core.Table.proves;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * Watermarks, step by step: which are believed, and which a bound must not rest on (AP-7, AP-8).
 */
class WatermarkTest {

  /** AP-8: what the dead life acknowledged may be on another node alone. */
  @Test
  void watermarksAreVoid_whenALifeBegins() {
    proves(
        table -> {
          table.settle();
          table.put(G3, "a", "acknowledged");
          table.ship(G3, G2);
          table.ship(G2, G1);
          table.wipe(G3);
          table.ship(G3, G1);
          Outcome.Found found = table.read(G1, "a", VersionVector.NONE);
          boolean withheld = found.state().empty() && found.boundUs().isEmpty();
          table.settle();
          return withheld && table.everywhere("a", "acknowledged");
        },
        new BrokenNodes.MarksOutliveLives());
  }

  /** AP-8. */
  @Test
  void watermarkInFlightIsDropped_whenALifeBegins() {
    proves(
        table -> {
          table.settle();
          Reply.Greeting before = (Reply.Greeting) table.ask(G2, new Request.Status());
          table.wipe(G3);
          table.ship(G3, G2);
          long mark = before.timeUs();
          table.ask(
              G2,
              new Request.Apply(
                  table.life(G2),
                  table.life(G1),
                  0,
                  List.of(),
                  0,
                  Optional.of(new Request.Mark(mark, before.epoch())),
                  Incarnations.NONE));
          return !table.nodes.get(G2).standing().marks().containsKey(G1);
        },
        new BrokenNodes.MarksInFlightOutliveLives());
  }

  /** AP-7: the first reading voids the epoch. */
  @Test
  void boundIsWithheld_whenTheClockSteppedBeforeTheInstanceStarted() {
    proves(
        table -> {
          table.settle();
          table.put(G2, "a", "missing");
          table.stepClock(G3, -4_500_000);
          table.pass(5_000_000);
          table.restart();
          OptionalLong found = table.read(G3, "a", VersionVector.NONE).boundUs();
          table.settle();
          return found.isEmpty() && table.read(G3, "a", VersionVector.NONE).boundUs().isPresent();
        },
        new Broken.FirstReadingBelieved());
  }

  @Test
  void clockStepIsNoticed_thoughALateAttemptProvedTheClockMisjudged() {
    proves(
        table -> {
          table.settle();
          table.put(G2, "a", "missing");
          table.memory.misjudged(G3);
          table.stepClock(G3, -4_500_000);
          table.pass(5_000_000);
          return table.read(G3, "a", VersionVector.NONE).boundUs().isEmpty();
        },
        new Broken.StepUnnoticed());
  }

  /** AP-7. */
  @Test
  void boundCountsFromBeforeAResync_thoughItTakesLong() {
    Table table = new Table(new Rules());
    table.settle();
    long beganUs = table.timeUs();
    table.before(request -> {
      if (request instanceof Request.TakeOver) {
        table.stepClock(G2, 10_000_000); // so long took its last page
      }
    });
    table.resync(G1, G2);
    assertThat(table.nodes.get(G2).standing().marks().get(G1)).isBetween(beganUs, beganUs + 10_000);
  }
}
