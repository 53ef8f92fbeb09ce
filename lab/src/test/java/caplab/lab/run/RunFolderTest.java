package caplab.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import caplab.lab.model.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

  @TempDir Path folder;

  @Test
  void saysInOneLineWhatCannotBeWritten() throws IOException {
    Path taken = Files.createDirectory(folder.resolve("config.json"));
    assertThatThrownBy(() -> new RunFolder(folder).config(Map.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContainingAll("cannot write " + taken, "run it again")
        .hasMessageNotContaining("\n");
  }

  @Test
  void readsWhatItWrote() throws IOException {
    RunFolder run = new RunFolder(folder);
    List<FaultSpan> faults =
        List.of(new FaultSpan("isolate", "g1", 1_000, 2_000), FaultSpan.stall("db_g1", 5, 6.5));
    Sample sample =
        new Sample(
            200,
            "app_ap_g2",
            "g2",
            Map.of("db_g1", "OPEN"),
            Map.of("db_g1", OptionalDouble.empty(), "db_g2", OptionalDouble.of(12)),
            3,
            "text");
    run.config(Map.of("seed", 7));
    run.faults(faults);
    run.samples(List.of(sample.brief()));
    assertThat(RunFolder.at(folder).config().path("seed").asInt()).isEqualTo(7);
    assertThat(run.faults()).isEqualTo(faults);
    assertThat(Files.readAllLines(folder.resolve("faults.jsonl")))
        .first()
        .isEqualTo("{\"name\":\"isolate\",\"target\":\"g1\",\"from_ms\":1000.0,\"to_ms\":2000.0}");
    assertThat(run.samples()).containsExactly(sample.brief());
    assertThat(Files.readString(folder.resolve("samples.jsonl"))).doesNotContain("metrics");
  }

  @Test
  void whatIsMissing_isEmpty_butNoCompleteRun() throws IOException {
    RunFolder run = RunFolder.at(folder);
    assertThat(run.config().isEmpty() && run.verdict().isEmpty()).isTrue();
    assertThat(run.history()).isEmpty();
    assertThat(run.samples()).isEmpty();
    assertThatThrownBy(() -> RunFolder.complete(folder)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> RunFolder.at(folder.resolve("nowhere")))
        .isInstanceOf(NotDirectoryException.class);
  }
}
