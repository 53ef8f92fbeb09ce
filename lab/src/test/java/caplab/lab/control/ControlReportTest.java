package caplab.lab.control;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.history.HistoryReader;
import caplab.lab.wire.LabJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a run of the controls leaves behind. */
class ControlReportTest {

  @TempDir Path runs;

  @Test
  void aRunHasAFolder_withEachVerdict_theHistoryThatShowsIt_andAReport() throws IOException {
    Control control = Controls.all().getFirst();
    SeedSearch search = new SeedSearch(List.of(250L, 1_000L), 1, 5);

    Path report = ControlReport.keep(search.of(control), search, runs);

    JsonNode verdicts = LabJson.MAPPER.readTree(file(report, "verdict.json")).path("verdicts");
    assertThat(verdicts).hasSameSizeAs(control.catchers());
    assertThat(verdicts)
        .allSatisfy(each -> {
          assertThat(each.path("verdict").asString()).isEqualTo("held");
          assertThat(each.path("measured").asString()).contains(" ms, ", "seed ", "witness of ");
          assertThat(each.path("witness")).isNotEmpty();
        });
    JsonNode config = LabJson.MAPPER.readTree(file(report, "config.json"));
    assertThat(config.path("command").asString())
        .isEqualTo("./cap run E99 --seed 1 --duration 1000ms");
    assertThat(config.path("histories")).hasSameSizeAs(control.catchers());
    for (JsonNode history : config.path("histories")) {
      assertThat(HistoryReader.read(report.resolveSibling(history.asString()))).isNotEmpty();
    }
    assertThat(Files.readString(report)).contains(Controls.TITLE, control.name());
  }

  private static String file(Path report, String name) throws IOException {
    return Files.readString(report.resolveSibling(name));
  }
}
