package caplab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.access.ApiTokens;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenCommandTest {

  @TempDir Path folder;

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final ByteArrayOutputStream told = new ByteArrayOutputStream();

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(out);
    System.setErr(err);
  }

  private List<String> said() {
    return said.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void printsTheTokenOnce_andKeepsItsHash() throws Exception {
    Path file = folder.resolve("tokens");
    assertThat(
            Cap.run(
                "token",
                "create",
                "reader",
                "--name",
                "grafana",
                "--expires",
                "90d",
                "--file",
                file.toString()))
        .isZero();
    assertThat(said()).singleElement().asString().matches("cap_[A-Za-z0-9_-]{43}");
    assertThat(told.toString(StandardCharsets.UTF_8)).contains(file.toString());
    Files.writeString(file, Files.readString(file).strip()); // as an editor may leave it
    assertThat(Cap.run("token", "create", "writer", "--file", file.toString())).isZero();
    String kept = Files.readString(file);
    assertThat(kept.lines()).hasSize(2);
    assertThat(kept).contains(" reader grafana 2", " writer writer-").doesNotContain("cap_");
    assertThat(ApiTokens.parse(kept).size()).isEqualTo(2);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void withoutAFile_printsTheLineToo() {
    assertThat(Cap.run("token", "create", "metrics")).isZero();
    assertThat(said()).hasSize(2);
    assertThat(ApiTokens.parse(said().get(1)).size()).isOne();
    assertThat(Cap.run("token", "create", "operator", "--json")).isZero();
    assertThat(said().get(2)).isEqualTo("{");
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("\"role\" : \"operator\"");
  }

  @Test
  void saysWhatIsWrong_inOneLine() {
    for (String[] wrong :
        new String[][] {
          {"token"},
          {"token", "create"},
          {"token", "create", "root"},
          {"token", "create", "reader", "--expires", "soon"},
          {"token", "create", "reader", "--expires", "0d"},
          {"token", "create", "reader", "--name", "a b"}
        }) {
      told.reset();
      assertThat(Cap.run(wrong)).isEqualTo(Cap.USAGE);
      assertThat(told.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
    }
    assertThat(Cap.run("token", "create", "reader", "--file", folder.resolve("no/file").toString()))
        .isEqualTo(1);
    assertThat(said()).isEmpty();
  }
}
