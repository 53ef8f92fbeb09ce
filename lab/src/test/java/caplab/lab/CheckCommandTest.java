package caplab.lab;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(said()).contains("held       app-cp: linearizable per key (7 looked at)");
  }

  @Test
  void exits1AndDrawsTheWitness_whenAPromiseIsBroken() {
    assertThat(Cap.run("check", HISTORIES + "foreign-stale-read.jsonl")).isEqualTo(1);
    assertThat(said())
        .startsWith("VIOLATED   register: linearizable per key (key \"\": no order of 2 operations")
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
