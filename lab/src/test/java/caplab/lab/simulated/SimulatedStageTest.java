package caplab.lab.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caplab.lab.cluster.Refused;
import caplab.lab.experiment.Experiment;
import caplab.lab.experiment.Experiments;
import caplab.lab.trial.Found;
import caplab.lab.trial.Progress;
import caplab.lab.trial.RunFolder;
import caplab.lab.trial.Trial;
import caplab.lab.trial.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The experiments in virtual time. */
class SimulatedStageTest {

  /** Long enough that a service finds back after a heal, as the experiments ask. */
  private static final int SHRUNK = 2;

  @TempDir Path folder;

  @Test
  void sameSeedGivesTheSameHistoryToTheLastByte() throws IOException {
    byte[] one = history("E13", 5, "one");
    assertThat(history("E13", 5, "other")).isEqualTo(one);
    assertThat(history("E13", 6, "another seed")).isNotEqualTo(one);
  }

  @ParameterizedTest
  @ValueSource(strings = {"E04", "E06", "E09", "E12", "E13", "E14", "E15", "E17"})
  void holdsWhatTheDataIsPromised(String name) {
    Experiment experiment = Experiments.named(name);
    assertThat(Found.of(experiment, run(experiment, 3)).verdicts())
        .filteredOn(each -> each.witness().size() > 0)
        .as("violated in %s", name)
        .isEmpty();
    assertThat(Found.of(experiment, run(experiment, 3)).verdicts())
        .anyMatch(each -> each.word() == Verdict.Word.HELD);
  }

  @Test
  void saysWhatOnlyRealPartsHave() {
    Experiment full = Experiments.named("E22");
    assertThatThrownBy(() -> run(full, 1))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("only --on embedded has")
        .matches(refused -> ((Refused) refused).isUsage());
  }

  private byte[] history(String name, long seed, String into) throws IOException {
    RunFolder kept = new RunFolder(Files.createDirectories(folder.resolve(into)));
    kept.write(run(Experiments.named(name), seed));
    return Files.readAllBytes(kept.path().resolve("history.jsonl"));
  }

  private static Trial.Record run(Experiment experiment, long seed) {
    try (SimulatedStage stage = SimulatedStage.start(experiment, seed)) {
      long durationMs = experiment.durationMs() / SHRUNK;
      return new Trial(experiment, stage, seed, durationMs, Progress.NONE).run();
    }
  }
}
