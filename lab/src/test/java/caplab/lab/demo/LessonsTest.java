package caplab.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.measure.CapBill;
import caplab.lab.measure.Refusals;
import caplab.lab.measure.Staleness;
import caplab.lab.trial.PromiseVerdict;
import caplab.lab.trial.PromiseVerdict.Word;
import caplab.lab.trial.RunResult;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LessonsTest {

  private static final CapBill BILL =
      new CapBill(
          6_066,
          new Refusals(143, 6_000, 1, 319, new TreeMap<>(), new TreeMap<>()),
          new Staleness(1_850, 0, 0, 302, 121, 5_980, 7, OptionalDouble.of(259)));

  private static RunResult judged(Word consistent) {
    return new RunResult(
        List.of(
            new PromiseVerdict("app-cp", "serves", consistent, "3 checked", List.of()),
            new PromiseVerdict("app-ap", "answers", Word.HELD, "3 checked", List.of())),
        List.of());
  }

  @Test
  void sayWhatEachServicePaid_inTheNumbersOfTheRun() {
    assertThat(Lessons.of(judged(Word.HELD), BILL))
        .containsExactly(
            "app-cp refused 143 requests, left 1 unknown and served 319. No answer of it was wrong:"
                + " that is what the refusals buy.",
            "app-ap served 1,850 requests and left 0 without an answer. Of 302 reads judged, 121"
                + " were stale, by 5,980 ms at worst: that is what answering costs.",
            "The cut lasted 6.1 s. Both sides of app-ap wrote, so 7 keys had several values at"
                + " once; all nodes agreed 259 ms after the heal, and somebody has to choose.");
  }

  @Test
  void claimNothingThatDidNotHold() {
    for (Word word : List.of(Word.VIOLATED, Word.UNDECIDED)) {
      assertThat(Lessons.of(judged(word), BILL).getFirst())
          .doesNotContain("No answer of it was wrong")
          .endsWith("Not all of its promises held: see the table.");
    }
  }
}
