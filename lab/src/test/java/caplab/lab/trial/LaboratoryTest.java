package caplab.lab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.experiment.Experiment;
import caplab.lab.experiment.Experiments;
import caplab.lab.experiment.PossibleOutcome.Grade;
import caplab.lab.history.HistoryReader;
import caplab.lab.model.StageKind;
import caplab.lab.trial.PromiseVerdict.Word;
import caplab.lab.wire.Http;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real Redis, real services, real links, from the first request to the report. */
class LaboratoryTest {

  /** Long enough for a cut, and to see the recovery after it. */
  private static final long DURATION_MS = 14_000;

  private static final List<String> PROMISED_OF_DATA =
      List.of(
          "each key acts as one copy (linearizable)",
          "each change gets the next version number",
          "no read is staler than it says",
          "no acknowledged write is lost",
          "all nodes hold the same after the heal",
          "a session sees its own writes",
          "a session never goes back in time");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"E02", "E04"})
  void everyPromiseHolds_andEveryCheckerHadSomethingToJudge(String name) throws IOException {
    Experiment experiment = Experiments.named(name);
    List<String> live = new ArrayList<>();
    Laboratory.KeptRun kept =
        run(
            experiment,
            DURATION_MS,
            new Progress() {
              @Override
              public void shown(int port) {
                live.add(Http.PLAIN.look(port, "/history").join().orElseThrow().body());
              }
            });
    assertThat(live).singleElement().asString().contains("\"takes_orders\":false", "db_g3");

    String shown = VerdictText.whole(kept);
    List<PromiseVerdict> verdicts = kept.result().verdicts();
    assertThat(verdicts).as(shown).noneMatch(each -> each.word() == Word.VIOLATED);
    assertThat(verdicts)
        .as(shown)
        .filteredOn(each -> each.word() == Word.HELD)
        .extracting(PromiseVerdict::promise)
        .containsAll(PROMISED_OF_DATA);
    // A machine that stalls may leave availability open, but nothing else may.
    assertThat(verdicts)
        .as(shown)
        .filteredOn(each -> each.word() == Word.UNDECIDED)
        .allMatch(each -> each.measured().contains("machine"));
    assertThat(kept.result().outcomes())
        .as(shown)
        .filteredOn(each -> each.grade() == Grade.FORBIDDEN)
        .allMatch(each -> each.count() == 0);
    assertThat(HistoryReader.read(kept.report().resolveSibling("history.jsonl"))).isNotEmpty();
    assertThat(Files.exists(kept.report().resolveSibling("logs")))
        .isEqualTo(kept.result().word() != Word.HELD);
    assertThat(Files.readString(kept.report()))
        .contains(experiment.title())
        .contains("\"sequences\":[{\"when\"");
  }

  /** Too short to show anything: then somebody may want to know why. */
  @Test
  void keepsTheLogs_whereNotAllHeld() throws IOException {
    Laboratory.KeptRun kept = run(Experiments.named("E04"), 1_000, Progress.NONE);

    assertThat(kept.result().word()).isEqualTo(Word.UNDECIDED);
    Path logs = kept.report().resolveSibling("logs");
    assertThat(Files.readString(logs.resolve("app_ap_g3.log"))).contains("\"event\":");
    assertThat(VerdictText.rest(kept)).contains("logs: " + logs);
  }

  private Laboratory.KeptRun run(Experiment experiment, long durationMs, Progress progress) {
    return new Laboratory(root(), folder.resolve("bin"), folder.resolve("runs"))
        .run(
            new Laboratory.RunPlan(
                experiment, 7, durationMs, Optional.empty(), StageKind.EMBEDDED, false),
            progress);
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("redis")) ? here : here.getParent();
  }
}
