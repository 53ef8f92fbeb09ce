package caplab.lab.check;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.history.HistoryReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Histories that one can judge by reading them, named by what is wrong with them. */
class GoldenHistoriesTest {

  private static final Path FOLDER = Path.of("src/test/resources/histories");

  @ParameterizedTest
  @CsvSource({
    "stale-read,                            each key acts as one copy (linearizable),  3",
    "two-swaps-of-one-value,                each key acts as one copy (linearizable),  3",
    "refused-write-shows,                   each key acts as one copy (linearizable),  1",
    "swap-refused-though-the-value-was-met, each key acts as one copy (linearizable),  2",
    "deleted-value-returns,                 each key acts as one copy (linearizable),  3",
    "unknown-write-shows-and-vanishes,      each key acts as one copy (linearizable),  4",
    "foreign-stale-read,                    each key acts as one copy (linearizable),  2",
    "version-given-twice,                   each change gets the next version number,  2",
    "version-goes-back,                     each change gets the next version number,  2",
    "increment-lost,                        'every acknowledged increment counts, once', 3",
    "increment-counted-twice,               'every acknowledged increment counts, once', 1",
    "bound-too-low,                         no read is staler than it says,            2",
    "own-write-unseen,                      a session sees its own writes,             2",
    "back-in-time,                          a session never goes back in time,         2",
    "sibling-lost,                          no acknowledged write is lost,             2",
    "zones-differ,                          all nodes hold the same after the heal,    2",
  })
  void breaksThePromise_withAShortWitness(String name, String promise, int operations)
      throws IOException {
    Judgement judgement =
        hear(name).stream()
            .filter(it -> it.promise().equals(promise))
            .findFirst()
            .orElseThrow()
            .judgement();
    assertThat(judgement)
        .isInstanceOfSatisfying(
            Judgement.Violated.class,
            it -> assertThat(it.witness()).as(it.why()).hasSize(operations));
  }

  @ParameterizedTest
  @CsvSource({
    "good-counter",
    "good-register",
    "good-open-write-takes-effect-late",
    "good-refused-write-never-shows",
    "good-available",
    "foreign-jepsen-independent",
  })
  void keepsEveryPromise(String name) throws IOException {
    assertThat(hear(name))
        .isNotEmpty()
        .allSatisfy(it -> assertThat(it.judgement()).isInstanceOf(Judgement.Valid.class));
  }

  @Test
  void everyHistoryNamedGoodIsListed_andEveryOtherBroken() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files).hasSize(23);
    }
  }

  @Test
  void seesWhereAndWhenNothingWasAnswered() throws IOException {
    var history = HistoryReader.read(FOLDER.resolve("zone-refuses.jsonl"));
    assertThat(new Availability().check(history))
        .isInstanceOfSatisfying(
            Judgement.Violated.class,
            it -> {
              assertThat(it.why())
                  .isEqualTo("1 of 3 requests were not answered; worst in g2, second 1: 1 of 2");
              assertThat(it.witness()).hasSize(1);
            });
    assertThat(Availability.perSecond(history))
        .containsExactly(
            new Availability.Second("g1", 0, 1, 1), new Availability.Second("g2", 1, 2, 1));
  }

  @Test
  void drawsTheWitness_aLaneForEachProcess() throws IOException {
    assertThat(drawing("stale-read"))
        .containsExactly(
            "process 0  |-write a-|",
            "process 1              |-write b-|",
            "process 2                          |-read → a-|");
    assertThat(drawing("unknown-write-shows-and-vanishes"))
        .containsExactly(
            "process 0  |-write a-|",
            "process 1              |-write b ?---------------->",
            "process 2                |-read → b-| |-read → a-|");
  }

  private static List<String> drawing(String name) throws IOException {
    return switch (hear(name).getFirst().judgement()) {
      case Judgement.Violated violated -> violated.drawing();
      case Judgement.Valid valid -> List.of(valid.toString());
      case Judgement.Undecided undecided -> List.of(undecided.why());
    };
  }

  private static List<HistoryJudge.Judged> hear(String name) throws IOException {
    return HistoryJudge.of(HistoryReader.read(FOLDER.resolve(name + ".jsonl")));
  }
}
