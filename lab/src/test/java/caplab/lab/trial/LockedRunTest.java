package caplab.lab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.audit.AuditChain;
import caplab.audit.AuditVerdict;
import caplab.lab.experiment.Experiments;
import caplab.lab.model.StageKind;
import caplab.lab.trial.PromiseVerdict.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An experiment with tokens, TLS to services and nodes, limits and an audit. */
class LockedRunTest {

  /** Long enough for a cut, and to see the recovery after it. */
  private static final long DURATION_MS = 14_000;

  @TempDir Path folder;

  @Test
  void everyPromiseHolds_andWhatWasDoneIsInTheAudits() throws IOException {
    Laboratory laboratory = new Laboratory(root(), folder.resolve("bin"), folder.resolve("runs"));
    Laboratory.KeptRun kept =
        laboratory.run(
            new Laboratory.RunPlan(
                Experiments.named("E04"),
                7,
                DURATION_MS,
                Optional.empty(),
                StageKind.EMBEDDED,
                true),
            Progress.NONE);

    String shown = VerdictText.whole(kept);
    List<PromiseVerdict> verdicts = kept.result().verdicts();
    assertThat(verdicts).as(shown).noneMatch(each -> each.word() == Word.VIOLATED);
    assertThat(verdicts)
        .as(shown)
        .filteredOn(each -> each.word() == Word.HELD)
        .extracting(PromiseVerdict::promise)
        .contains(
            "each key acts as one copy (linearizable)",
            "no acknowledged write is lost",
            "all nodes hold the same after the heal");

    Path audits = kept.audit().orElseThrow();
    AuditChain chain = new AuditChain(Files.readString(audits.resolve("key")).strip());
    for (Path audit : List.of(audits.resolve("app_cp_g2.log"), audits.resolve("app_ap.log"))) {
      AuditVerdict verdict = AuditVerdict.of(chain, files(audit), Optional.empty());
      assertThat(verdict.faults()).as(audit.toString()).isEmpty();
      assertThat(verdict.torn()).isFalse();
      assertThat(Files.readString(audit)).contains("\"event\":\"WRITE\"", "\"event\":\"AUTH\"");
    }
    assertThat(Files.readString(kept.report().resolveSibling("config.json")))
        .contains("\"locked\" : true", "./cap run E04 --locked --seed 7");
  }

  /** One with the older ones that rotation left. */
  private static List<Path> files(Path audit) throws IOException {
    try (Stream<Path> all = Files.list(audit.getParent())) {
      return all.filter(file -> file.toString().startsWith(audit.toString())).toList();
    }
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("redis")) ? here : here.getParent();
  }
}
