package caplab.lab.readme;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.summary.ReadmeVerdicts;
import caplab.lab.summary.RunsPage;
import caplab.lab.summary.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the documents say of runs is what {@code ./cap summary} writes from the committed ones. */
class ReadmeRunsTest {

  private static final Path DOCS = Readme.root().resolve("docs");

  private static Summary committed() throws IOException {
    return Summary.parse(Files.readString(DOCS.resolve("runs.json")));
  }

  @Test
  void verdictTable_isOfACommittedRun() throws IOException {
    String readme = Readme.load().text();
    assertThat(ReadmeVerdicts.in(readme, committed())).isEqualTo(readme);
  }

  @Test
  void pageOfRuns_isOfTheCommittedRuns() throws IOException {
    assertThat(DOCS.resolve("runs.md")).hasContent(RunsPage.of(committed()));
  }

  @Test
  void committedRuns_areWrittenAsTheyAreRead() throws IOException {
    assertThat(DOCS.resolve("runs.json")).hasContent(committed().json());
  }
}
