package caplab.lab.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caplab.lab.experiment.Experiment;
import caplab.lab.experiment.Experiments;
import caplab.lab.history.HistoryEvent;
import caplab.lab.measure.Latencies;
import caplab.lab.model.UserError;
import caplab.lab.run.RunFolder;
import caplab.lab.run.Sample;
import caplab.lab.trial.Progress;
import caplab.lab.trial.RunResult;
import caplab.lab.trial.Trial;
import caplab.lab.trial.VerdictText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The experiments in virtual time. */
class SimulatedStageTest {

  private static final int SHRUNK = 2;

  /** One sets what only processes have, one gives commands to Redis servers. */
  static final List<String> ONLY_REAL = List.of("E19", "E22");

  @TempDir Path folder;

  @Test
  void sameSeedGivesTheSameHistoryToTheLastByte() throws IOException {
    byte[] one = history("E13", 5, "one");
    assertThat(history("E13", 5, "other")).isEqualTo(one);
    assertThat(history("E13", 6, "another seed")).isNotEqualTo(one);
  }

  static List<String> simulable() {
    return Experiments.all().stream()
        .map(Experiment::name)
        .filter(name -> !ONLY_REAL.contains(name))
        .toList();
  }

  @Test
  void experimentsThatMeanNothingHere_sayWhy_andNoOthersDo() {
    assertThat(Experiments.all())
        .filteredOn(each -> each.onlyReal().isPresent())
        .extracting(Experiment::name)
        .containsExactlyElementsOf(ONLY_REAL);
  }

  @ParameterizedTest
  @MethodSource("simulable")
  void everyPromiseHolds(String name) {
    Experiment experiment = Experiments.named(name);
    RunResult result = RunResult.of(experiment, run(experiment, 1, experiment.durationMs()));
    assertThat(result.status())
        .as(
            "%s%n%s%n%s",
            VerdictText.verdicts(result),
            VerdictText.outcomes(result),
            VerdictText.witnesses(result))
        .isZero();
  }

  @ParameterizedTest
  @FieldSource("ONLY_REAL")
  void saysWhatOnlyRealPartsHave(String name) {
    Experiment experiment = Experiments.named(name);
    assertThatThrownBy(() -> run(experiment, 1, experiment.durationMs()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("only --on embedded has")
        .matches(refused -> ((UserError) refused).isUsage());
  }

  @Test
  void aBreakerOpensInVirtualTime_andClosesByItselfAfterTheHeal() {
    List<Sample> samples =
        run(Experiments.named("E04"), 1, Experiments.named("E04").durationMs()).samples();
    assertThat(samples).anyMatch(each -> stands(each, "g1", "OPEN"));
    assertThat(samples.getLast().breakers())
        .isNotEmpty()
        .allSatisfy((node, state) -> assertThat(state).isEqualTo("CLOSED"));
  }

  @Test
  void onlyWhoAsksAMajorityPaysForTheDistanceOfZones() {
    Experiment experiment = Experiments.named("E01");
    List<HistoryEvent> history = run(experiment, 1, experiment.durationMs()).history();
    double distance = experiment.apartMs();
    assertThat(Latencies.withoutFault(history, "cp", List.of()).get("read").p50Ms())
        .isGreaterThan(distance);
    assertThat(Latencies.withoutFault(history, "ap", List.of()).get("read").p50Ms())
        .isLessThan(distance);
  }

  private static boolean stands(Sample sample, String zone, String state) {
    return sample.zone().equals(zone) && sample.breakers().containsValue(state);
  }

  private byte[] history(String name, long seed, String into) throws IOException {
    RunFolder kept = new RunFolder(Files.createDirectories(folder.resolve(into)));
    Experiment experiment = Experiments.named(name);
    kept.history(run(experiment, seed, experiment.durationMs() / SHRUNK).history());
    return Files.readAllBytes(kept.path().resolve("history.jsonl"));
  }

  private static Trial.Record run(Experiment experiment, long seed, long durationMs) {
    try (SimulatedStage stage = SimulatedStage.start(experiment, seed)) {
      return new Trial(experiment, stage, seed, durationMs, Progress.NONE).run();
    }
  }
}
