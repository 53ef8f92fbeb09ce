package caplab.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import caplab.lab.wire.LabJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class CheckCommandTest {

  private static final String HISTORIES = "src/test/resources/histories/";

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;

  @TempDir Path folder;

  @BeforeEach
  void listen() {
    PrintStream listening = new PrintStream(said, true, StandardCharsets.UTF_8);
    System.setOut(listening);
    System.setErr(listening);
  }

  @AfterEach
  void stopListening() {
    System.setOut(out);
    System.setErr(err);
  }

  @Test
  void exits0_whenAllHolds() {
    assertThat(Cap.run("check", HISTORIES + "good-register.jsonl")).isEqualTo(0);
    assertThat(said())
        .contains("held       app-cp: each key acts as one copy (linearizable) (7 checked)");
  }

  @Test
  void exits1AndDrawsTheWitness_whenAPromiseIsBroken() {
    assertThat(Cap.run("check", HISTORIES + "foreign-stale-read.jsonl")).isEqualTo(1);
    assertThat(said())
        .startsWith(
            "VIOLATED   register: each key acts as one copy (linearizable)"
                + " (key \"\": no order of 2 operations")
        .contains("    process 0  |-write 1-|")
        .contains("    process 1              |-read → nothing-|");
  }

  @Test
  void exits2_whenNothingWasCompared() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.jsonl"));
    assertThat(Cap.run("check", empty.toString())).isEqualTo(2);
    assertThat(said()).contains("UNDECIDED").contains("nothing was compared");
  }

  @Test
  void exits64WithOneLine_whenItCannotBeRead() throws IOException {
    assertThat(Cap.run("check", "nowhere.jsonl")).isEqualTo(64);
    Path wrong = Files.writeString(folder.resolve("wrong.jsonl"), "\n{\"process\":0}\n");
    assertThat(Cap.run("check", wrong.toString())).isEqualTo(64);
    assertThat(said().lines())
        .containsExactly(
            "cap: there is no file nowhere.jsonl",
            "cap: " + wrong + ":2: type is one of invoke, ok, fail, info, not null");
  }

  @Test
  void exits64WithOneLine_whenWhatHappenedCannotBeInThisOrder() throws IOException {
    refuses(
        """
        {"process":3,"type":"invoke","f":"read","key":"x","value":null,"time":20}
        {"process":3,"type":"ok","f":"read","key":"x","value":null,"time":10}
        """,
        ":2: process 3 is answered at 10 ns, before it asked, at 20 ns");
    refuses(
        """
        {"process":3,"type":"invoke","f":"read","key":"x","value":null,"time":0}
        {"process":3,"type":"ok","f":"read","key":"x","value":null,"time":20}
        {"process":3,"type":"invoke","f":"read","key":"x","value":null,"time":10}
        {"process":3,"type":"ok","f":"read","key":"x","value":null,"time":30}
        """,
        ":3: process 3 begins at 10 ns, before what it did last, at 20 ns");
  }

  @Test
  void exits64WithOneLine_whenAnAnswerIsOfAnotherServiceThanItsQuestion() throws IOException {
    refuses(
        """
        {"process":3,"type":"invoke","f":"read","value":null,"mode":"cp"}
        {"process":3,"type":"ok","f":"read","value":null,"mode":"ap"}
        """,
        ":2: process 3 begins with mode \"cp\" and completes with \"ap\"");
  }

  @Test
  void exits64WithOneLine_whenReadingFails() {
    assumeThat(Path.of("/proc/self/mem")).isRegularFile();
    assertThat(Cap.run("check", "/proc/self/mem")).isEqualTo(64);
    assertThat(said()).startsWith("cap: cannot read /proc/self/mem").hasLineCount(1);
  }

  @Test
  void judgesTheRest_whenAFactHasNoValueOfItsKind() throws IOException {
    Path odd =
        Files.writeString(
            folder.resolve("odd.jsonl"),
            """
            {"process":3,"type":"invoke","f":"read","value":null,"mode":{}}
            {"process":3,"type":"ok","f":"read","value":null,"mode":{}}
            {"process":3,"type":"invoke","f":"read","value":null,"mode":"cp"}
            {"process":3,"type":"ok","f":"read","value":null,"mode":"cp","version":123456789012345678901234567890}
            {"process":4,"type":"invoke","f":"write","key":"k","value":"k-1","mode":"ap"}
            {"process":4,"type":"ok","f":"write","key":"k","value":"k-1","mode":"ap"}
            {"process":4,"type":"invoke","f":"read","key":"k","value":null,"mode":"ap"}
            {"process":4,"type":"ok","f":"read","key":"k","value":null,"mode":"ap","staleness_ms":%s}
            """
                .formatted("9".repeat(400)));
    assertThat(Cap.run("check", odd.toString())).isEqualTo(2);
    assertThat(said())
        .contains("held       register: each key acts as one copy (linearizable) (1 checked)")
        .contains(
            "UNDECIDED  app-cp: each change gets the next version number (nothing was compared)")
        .doesNotContain("Exception");
  }

  /** An operation that may follow on each of the others, 30,000 times over. */
  @Test
  void exits2_whenThereAreMoreWaysThanAStackHolds() throws IOException {
    StringBuilder chain = new StringBuilder();
    for (int i = 0; i < 30_000; i++) {
      chain.append(
          "{\"process\":%d,\"type\":\"invoke\",\"f\":\"cas\",\"value\":[%s,%d]}\n"
              .formatted(i, i == 0 ? "null" : Integer.toString(i), i + 1));
    }
    chain.append("{\"process\":-1,\"type\":\"invoke\",\"f\":\"read\",\"value\":null}\n");
    chain.append("{\"process\":-1,\"type\":\"ok\",\"f\":\"read\",\"value\":30000}\n");
    Path file = Files.writeString(folder.resolve("chain.jsonl"), chain);
    assertThat(Cap.run("check", file.toString())).isEqualTo(2);
    assertThat(said()).startsWith("UNDECIDED  register").hasLineCount(1);
  }

  private void refuses(String history, String why) throws IOException {
    said.reset();
    Path file = Files.writeString(folder.resolve("refused.jsonl"), history);
    assertThat(Cap.run("check", file.toString())).isEqualTo(64);
    assertThat(said().strip()).isEqualTo("cap: " + file + why);
  }

  @Test
  void answersInJson() {
    assertThat(Cap.run("check", "--json", HISTORIES + "zones-differ.jsonl")).isEqualTo(1);
    JsonNode answer = LabJson.MAPPER.readTree(said());
    assertThat(answer.path("verdict").asString()).isEqualTo("violated");
    assertThat(answer.path("verdicts")).hasSize(5);
    assertThat(answer.path("verdicts").get(2).path("witness")).hasSize(2);
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }
}
