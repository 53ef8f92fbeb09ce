package caplab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.lab.check.MadeHistory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What does not fit into memory is judged in pieces, and what cannot be is said in one line. */
class LargeHistoryTest {

  @TempDir Path folder;

  private record Ended(int status, String out, String err) {}

  private Ended check(int heapMb, Path history) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx" + heapMb + "m",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Cap.class.getName(),
                "check",
                history.toString())
            .redirectOutput(out.toFile())
            .start();
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), Files.readString(out), err);
  }

  @Test
  void aHistoryLargerThanItsMemory_isJudgedAsAWhole() throws Exception {
    Path history = MadeHistory.write(folder.resolve("many.jsonl"), 100, 100_000, 0.01);
    Ended ended = check(40, history);
    assertThat(ended.out())
        .startsWith("held       app-cp: each key acts as one copy (linearizable) (");
    assertThat(ended.err()).doesNotContain("Exception", "Error");
    assertThat(ended.status()).as("no answer has a version").isEqualTo(2);
    assertThat(folder.toFile().list()).as("pieces are deleted").containsOnly("many.jsonl", "out");
  }

  @Test
  void aKeyLargerThanTheMemory_leavesItUndecided() throws Exception {
    Path history = MadeHistory.write(folder.resolve("one.jsonl"), 1, 200_000, 0.001);
    Ended ended = check(24, history);
    assertThat(ended.out() + ended.err())
        .startsWith("UNDECIDED")
        .contains("does not fit into")
        .doesNotContain("Exception", "\tat ");
    assertThat(ended.status()).isEqualTo(2);
  }

  @Test
  void whatItDoesIsSaidMeanwhile_andNothingOfItStays() throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    try (ProgressLine progress = ProgressLine.begin("checking", out, true, 20)) {
      for (String doing :
          List.of("1,000 events read", "app-cp: each key acts as one copy (linearizable)")) {
        progress.accept(doing);
        await().until(() -> said.toString(StandardCharsets.UTF_8).contains(doing));
      }
    }
    assertThat(said.toString(StandardCharsets.UTF_8)).endsWith("\r\u001b[K").doesNotContain("\n");
  }
}
