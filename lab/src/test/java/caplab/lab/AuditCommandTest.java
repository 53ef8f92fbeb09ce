package caplab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.audit.AuditChain;
import caplab.audit.AuditLog;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest implements AuditLog.Listener {

  private static final String KEY = "an-audit-key-of-at-least-32-bytes-in-all";

  @TempDir Path folder;

  private final PrintStream out = System.out;
  private final PrintStream err = System.err;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private volatile AuditChain.Head head;
  private Path file;
  private Path key;

  @BeforeEach
  void write() throws Exception {
    file = folder.resolve("audit.log");
    key = Files.writeString(folder.resolve("key"), KEY + "\n");
    try (AuditLog log = AuditLog.open(file, KEY, this)) {
      log.tell("WRITE", "one", null);
      log.tell("WRITE", "two", null);
    }
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setOut(out);
    System.setErr(err);
  }

  @Override
  public void dropped() {}

  @Override
  public void head(AuditChain.Head last) {
    head = last;
  }

  private int verify(String... more) {
    said.reset();
    List<String> words =
        new java.util.ArrayList<>(
            List.of("audit", "verify", file.toString(), "--key-file", key.toString()));
    words.addAll(List.of(more));
    return Cap.run(words.toArray(String[]::new));
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void saysThatAllIsWhole_andHowFar() {
    assertThat(verify("--head", head.toString())).isZero();
    assertThat(said()).isEqualTo("whole: lines 1 to 3, head " + head + "\n");
    assertThat(verify()).isZero();
    assertThat(said()).contains("only --head can tell");
    assertThat(verify("--json")).isZero();
    assertThat(said()).contains("\"whole\" : true", "\"head\" : \"" + head + "\"");
  }

  @Test
  void namesTheLine_ofWhatIsNotWhole() throws Exception {
    List<String> lines = Files.readAllLines(file);
    Files.writeString(file, lines.get(0) + "\n" + lines.get(2) + "\n");
    assertThat(verify()).isOne();
    assertThat(said())
        .isEqualTo("FAULT " + file + ":2: line 2 is missing before line 3\nnot whole: 1 found\n");
    Files.writeString(file, lines.get(0) + "\n" + lines.get(1) + "\n");
    assertThat(verify("--head", head.toString())).isOne();
    assertThat(said()).contains("the end is cut off: line 3 is missing");
    Files.writeString(file, lines.get(0) + "\n" + lines.get(1) + "\n" + "{\"n\":3");
    assertThat(verify()).isEqualTo(2);
    assertThat(said()).contains("note  " + file + ":3 is a piece of a line");
  }

  @Test
  void tellsAWrongUseInOneLine() throws Exception {
    assertThat(verify("--head", "3")).isEqualTo(64);
    assertThat(said()).contains("LINES:HASH");
    assertThat(Cap.run("audit", "verify", file.toString())).isEqualTo(64);
    assertThat(said()).contains("give the key");
    Files.delete(key);
    assertThat(verify()).isEqualTo(64);
    assertThat(said()).contains("the key cannot be read");
  }
}
