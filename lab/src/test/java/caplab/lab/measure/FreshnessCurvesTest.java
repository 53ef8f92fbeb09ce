package caplab.lab.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import caplab.ap.pbs.Latency;
import caplab.lab.run.FaultSpan;
import caplab.lab.wire.LabJson;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FreshnessCurvesTest {

  private static final Latency SHIPPING = new Latency.Exponential(1.0 / 50);

  private final RandomGenerator random = new Random(11);
  private final Story story = new Story("ap");

  @Test
  void countsReadsByTheTimeSinceTheAcknowledgement() {
    story
        .write("g1", "k", 0, 10, "k-1")
        .read("g2", "k", 20, 21)
        .read("g3", "k", 20, 21, "k-1")
        .read("g2", "k", 22, 23, "k-1")
        .read("g2", "k", 410, 411, "k-1")
        .read("g1", "k", 20, 21, "k-1")
        .read("g2", "other", 20, 21);
    FreshnessCurves freshness = FreshnessCurves.of(story.told(), List.of(), Optional.empty(), 1);
    assertThat(freshness.measured()).hasSize(2);
    FreshnessCurves.Share soon = freshness.measured().getFirst();
    assertThat(soon.n()).isEqualTo(3);
    assertThat(soon.tMs()).isCloseTo(10.67, within(.01));
    assertThat(soon.p()).isCloseTo(2.0 / 3, within(1e-9));
    assertThat(soon.low()).isCloseTo(.208, within(.001));
    assertThat(soon.high()).isCloseTo(.939, within(.001));
    assertThat(freshness.measured().getLast().p()).isEqualTo(1);
    assertThat(freshness.predicted()).isEmpty();
    assertThat(freshness.rmse()).isEmpty();
  }

  @Test
  void agreesWithItsPrediction_whenTheModelIsRight_andNotWhenItIsWrong() {
    run(List.of());
    FreshnessCurves right = FreshnessCurves.of(story.told(), List.of(), Optional.of(SHIPPING), 1);
    assertThat(right.measured().getFirst().p()).isLessThan(.3);
    assertThat(right.rmse().getAsDouble()).isLessThan(.04);
    FreshnessCurves wrong =
        FreshnessCurves.of(
            story.told(), List.of(), Optional.of(new Latency.Exponential(1.0 / 5)), 1);
    assertThat(wrong.rmse().getAsDouble()).isGreaterThan(.3);
  }

  @Test
  void foreseesWhatAPartitionHoldsBack() {
    List<FaultSpan> cut = List.of(new FaultSpan("isolate", "g2", 300_000, 600_000));
    run(cut);
    FreshnessCurves told = FreshnessCurves.of(story.told(), cut, Optional.of(SHIPPING), 1);
    assertThat(told.measured().getLast().p()).isLessThan(.9);
    assertThat(told.rmse().getAsDouble()).isLessThan(.04);
    FreshnessCurves untold = FreshnessCurves.of(story.told(), List.of(), Optional.of(SHIPPING), 1);
    assertThat(untold.rmse().getAsDouble()).isGreaterThan(.1);
  }

  @Test
  void writesItsPointsAsTheVerdictFileHasThem() {
    FreshnessCurves freshness =
        new FreshnessCurves(
            List.of(new FreshnessCurves.Chance(1, .5)),
            List.of(new FreshnessCurves.Share(1, .25, 4, .1, .6)),
            java.util.OptionalDouble.of(.25));
    assertThat(LabJson.MAPPER.writeValueAsString(freshness))
        .isEqualTo("{\"predicted\":[[1.0,0.5]],\"measured\":[[1.0,0.25,4,0.1,0.6]],\"rmse\":0.25}");
  }

  /** Writes at g1, shipped after a random while, read at g2 and g3 after another. */
  private void run(List<FaultSpan> cut) {
    for (int n = 1; n <= 1_000; n++) {
      double acknowledged = 1_000.0 * n + 2;
      story.write("g1", "k", acknowledged - 2, acknowledged, "k-" + n);
      for (String zone : List.of("g2", "g3")) {
        double arrives = acknowledged + SHIPPING.sample(random);
        for (FaultSpan window : cut) {
          boolean held = acknowledged < window.toMs() && arrives > window.fromMs();
          arrives += zone.equals("g2") && held ? window.toMs() - acknowledged : 0;
        }
        double reads = acknowledged + 200 * random.nextDouble();
        String shown = "k-" + (arrives <= reads + 1 ? n : n - 1);
        story.read(zone, "k", reads, reads + 2, shown);
      }
    }
  }
}
