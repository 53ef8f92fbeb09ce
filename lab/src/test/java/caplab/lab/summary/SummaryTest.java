package caplab.lab.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {

  private static final String HELD =
      """
      {"service":"app-ap","promise":"no read is staler than it says","verdict":"held",\
      "measured":"1,135 checked","witness":[]}\
      """;
  private static final String UNDECIDED =
      """
      {"service":"app-cp","promise":"serves | refuses","verdict":"undecided",\
      "measured":"the machine itself was too slow to tell","witness":[]}\
      """;
  private static final String FORBIDDEN =
      """
      {"name":"an answer while cut off","class":"forbidden","seen":true,"count":2}\
      """;
  private static final String CUT =
      """
      {"name":"split","target":"g1","from_ms":0,"to_ms":6066}
      """;
  private static final String REFUSED =
      """
      {"process":0,"type":"invoke","f":"write","key":"x","value":"a","time":1000000,"mode":"cp"}
      {"process":0,"type":"fail","f":"write","key":"x","value":"a","time":2000000,"mode":"cp","status":503}
      {"process":1,"type":"invoke","f":"write","key":"x","value":"b","time":1000000,"mode":"ap"}
      {"process":1,"type":"ok","f":"write","key":"x","value":"b","time":2000000,"mode":"ap","status":200}
      """;

  @TempDir Path runs;

  private Path cut(int seed, String more) throws IOException {
    Path folder = run("E04", seed, HELD, ",\"bill\":{}" + more);
    Files.writeString(folder.resolve("faults.jsonl"), CUT);
    Files.writeString(folder.resolve("history.jsonl"), REFUSED);
    return folder;
  }

  private Path run(String experiment, int seed, String verdicts, String more) throws IOException {
    Path folder =
        Files.createDirectories(runs.resolve("20260101-000000-" + experiment + "-" + seed));
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"experiment":"%s","title":"A title","stage":"embedded","command":"./cap run %s --seed %d"}\
        """
            .formatted(experiment, experiment, seed));
    Files.writeString(
        folder.resolve("verdict.json"), "{\"verdicts\":[%s]%s}".formatted(verdicts, more));
    return folder;
  }

  private static String outcomes(String outcome) {
    return ",\"outcomes\":[" + outcome + "]";
  }

  @Test
  void tellsEveryRunInTheOrderOfExperiments_andWhatDidNotHold() throws IOException {
    Path late = run("E20", 1, HELD + "," + UNDECIDED, "");
    Files.writeString(
        late.resolve("faults.jsonl"),
        """
        {"name":"machine stall","target":"db_g1","from_ms":1000,"to_ms":2000}
        {"name":"machine stall","target":"db_g2","from_ms":1500,"to_ms":2500}
        """);
    Path early = cut(7, outcomes(FORBIDDEN));

    Summary summary = Summary.of(List.of(late, early));
    String page = RunsPage.of(summary);

    assertThat(summary.sentence())
        .isEqualTo(
            "2 runs of 2 experiments: 2 verdicts held, 1 undecided, 0 violated; forbidden outcomes seen: 1");
    assertThat(page.indexOf("E04-7")).isLessThan(page.indexOf("E20-1"));
    assertThat(page)
        .contains("2,270 reads of app-ap", "1 held, 1 undecided", "| 1.5 ")
        .contains("serves \\| refuses", "the machine itself was too slow to tell")
        .contains("an answer while cut off");
    assertThat(Summary.parse(summary.json())).isEqualTo(summary);
  }

  @Test
  void putsTheVerdictsOfTheSplitIntoTheReadme_andTouchesNothingElse() throws IOException {
    Summary summary = Summary.of(List.of(cut(7, "")));
    String readme = "before <!-- verdicts -->old<!-- /verdicts --> after";

    String written = ReadmeVerdicts.in(readme, summary);

    assertThat(written)
        .startsWith("before <!-- verdicts -->")
        .endsWith("<!-- /verdicts --> after")
        .doesNotContain("old")
        .contains("20260101-000000-E04-7", "`./cap run E04 --seed 7`", "1,135 checked")
        .contains("The bill of those 6.1 s", "refused 1 requests, left 0 unknown", "served all 1.");
    assertThat(ReadmeVerdicts.in(written, summary)).isEqualTo(written);
  }

  @Test
  void refusesAReadmeWithoutMarkers_andAFolderThatIsNoRun() throws IOException {
    Summary summary = Summary.of(List.of(cut(7, "")));
    assertThatThrownBy(() -> ReadmeVerdicts.in("no place", summary)).hasMessageContaining("lacks");
    assertThatThrownBy(() -> Summary.of(List.of(runs))).isInstanceOf(NoSuchFileException.class);
  }
}
