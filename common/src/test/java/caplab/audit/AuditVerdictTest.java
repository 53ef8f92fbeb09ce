package caplab.audit;

import static caplab.audit.AuditKit.lines;
import static caplab.audit.AuditKit.verdict;
import static org.assertj.core.api.Assertions.assertThat;

import caplab.audit.AuditChain.Head;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to an audit is found, and what was not done is not. */
class AuditVerdictTest {

  @TempDir Path folder;

  private final AuditKit kit = new AuditKit();
  private Path file;
  private Head head;

  /** Line 1 is the start; lines 2 to 6 follow. */
  @BeforeEach
  void write() {
    file = folder.resolve("audit.log");
    head = kit.write(file, "one", "two", "three", "four", "five");
  }

  @Test
  void findsNothingWhereNothingWasDone() {
    AuditVerdict verdict = verdict(Optional.of(head), file);
    assertThat(verdict.faults()).isEmpty();
    assertThat(verdict.notes()).isEmpty();
    assertThat(verdict.torn()).isFalse();
    assertThat(verdict.first()).isOne();
    assertThat(verdict.head()).isEqualTo(head);
    assertThat(head.lines()).isEqualTo(6);
  }

  @Test
  void findsALineThatWasRemoved() {
    List<String> lines = lines(file);
    lines.remove(2);
    lines(file, lines);
    assertThat(verdict(file).faults())
        .containsExactly(file + ":3: line 3 is missing before line 4");
  }

  @Test
  void findsALineThatWasChanged_whateverIsChanged() {
    List<String> lines = lines(file);
    String line = lines.get(2);
    for (String changed :
        List.of(
            line.replace("two", "TWO"),
            line.replace("\"n\":3", "\"n\":4"),
            line.substring(0, line.length() - 3) + "0\"}".repeat(2),
            line.replace(",\"hash\"", " ,\"hash\""),
            "",
            "no line at all")) {
      lines.set(2, changed);
      lines(file, lines);
      assertThat(verdict(file).faults())
          .as(changed)
          .containsExactly(file + ":3 was changed, or is no line of this audit");
    }
  }

  @Test
  void findsALineThatWasMadeWithAnotherKey() {
    AuditChain forger = new AuditChain("another-key-of-at-least-32-bytes-in-all");
    List<String> lines = lines(file);
    Head before = AuditKit.CHAIN.read(lines.get(1).getBytes()).orElseThrow().head();
    byte[] forged = forger.after(before, it -> it.accept("msg", "two")).bytes();
    lines.set(2, new String(forged).strip());
    lines(file, lines);
    assertThat(verdict(file).faults())
        .containsExactly(file + ":3 was changed, or is no line of this audit");
  }

  @Test
  void findsLinesThatWereReordered() {
    List<String> lines = lines(file);
    Collections.swap(lines, 2, 3);
    lines(file, lines);
    assertThat(verdict(file).faults())
        .containsExactly(file + ":4: line 3 is out of order, after line 4");
    lines = lines(file);
    Collections.swap(lines, 2, 3);
    lines.addAll(2, lines.subList(4, 6).stream().toList());
    lines(file, lines.subList(0, 6));
    assertThat(verdict(file).faults())
        .containsExactly(file + ":5: lines 3 to 4 are out of order, after line 6");
  }

  @Test
  void findsALineThatIsThereTwice() {
    List<String> lines = lines(file);
    lines.add(lines.get(2));
    lines(file, lines);
    assertThat(verdict(file).faults())
        .containsExactly(
            file + ":7: line 3 is out of order, after line 6", file + ":7: line 3 is there twice");
  }

  @Test
  void findsLinesOfAnotherAudit_thoughTheKeyIsTheSame() {
    Path other = folder.resolve("other.log");
    kit.write(other, "one", "two", "three", "four", "five");
    List<String> lines = lines(file);
    lines.set(2, lines(other).get(2));
    lines(file, lines);
    assertThat(verdict(file).faults())
        .containsExactly(
            file + ":3: line 3 does not follow the line 2 that is here",
            file + ":4: line 4 does not follow the line 3 that is here");
    assertThat(verdict(Optional.of(head), other).faults())
        .containsExactly("line 6 is not the one of the head told");
  }

  @Test
  void findsATailThatWasCutOff_byTheHeadAlone() {
    List<String> lines = lines(file);
    lines(file, lines.subList(0, 4));
    assertThat(verdict(file).whole()).isTrue();
    assertThat(verdict(Optional.of(head), file).faults())
        .containsExactly("the end is cut off: lines 5 to 6 are missing, as the head told says");
    kit.write(file, "as if nothing had been", "or that");
    assertThat(verdict(Optional.of(head), file).faults())
        .containsExactly("line 6 is not the one of the head told");
  }

  @Test
  void findsFilesThatWereSwapped_orAreMissing() throws IOException {
    Path rolled = folder.resolve("rolled.log");
    try (AuditLog log = kit.small(rolled, 900)) {
      for (int i = 0; Files.notExists(folder.resolve("rolled.log.2")); i++) {
        log.tell("WRITE", "number " + i, null);
        Thread.onSpinWait();
        while (log.waits()) {
          Thread.onSpinWait();
        }
      }
    }
    Path one = folder.resolve("rolled.log.1");
    Path two = folder.resolve("rolled.log.2");
    assertThat(verdict(Optional.of(kit.heads.getLast()), rolled, one, two).whole()).isTrue();
    assertThat(verdict(Optional.of(kit.heads.getLast()), one, rolled).whole()).isTrue();
    assertThat(verdict(two, rolled).faults())
        .singleElement()
        .asString()
        .contains("missing before line");
    Path held = folder.resolve("held");
    Files.move(one, held);
    Files.move(two, one);
    Files.move(held, two);
    assertThat(verdict(two, one, rolled).faults())
        .singleElement()
        .asString()
        .contains("rolled.log.1:1: lines 1 to", "out of order");
  }

  @Test
  void tellsATornEndFromTampering() throws IOException {
    String whole = Files.readString(file);
    AuditKit.text(file, whole + "{\"n\":7,\"prev\":\"12");
    AuditVerdict torn = verdict(Optional.of(head), file);
    assertThat(torn.faults()).isEmpty();
    assertThat(torn.torn()).isTrue();
    assertThat(torn.notes()).singleElement().asString().contains(file + ":7 is a piece");
    kit.write(file, "six");
    AuditVerdict after = verdict(Optional.of(head), file);
    assertThat(after.faults()).isEmpty();
    assertThat(after.torn()).isFalse();
    assertThat(after.notes())
        .containsExactly(file + ":7 was torn by a crash, as the start that follows says");
    assertThat(after.head().lines()).isEqualTo(8);
    List<String> lines = lines(file);
    lines.set(6, "{\"n\":7,\"prev\":\"13");
    lines(file, lines);
    assertThat(verdict(file).faults())
        .containsExactly(file + ":7 was changed, or is no line of this audit");
  }

  @Test
  void takesALineForWhole_thatLacksItsNewlineAlone() throws IOException {
    AuditKit.text(file, Files.readString(file).stripTrailing());
    assertThat(verdict(Optional.of(head), file).whole()).isTrue();
    assertThat(verdict(file).torn()).isFalse();
    kit.write(file, "six");
    assertThat(verdict(file).faults()).isEmpty();
    assertThat(verdict(file).notes()).isEmpty();
    assertThat(verdict(file).head().lines()).isEqualTo(8);
  }

  @Test
  void countsWhatWasChangedAmongWhatIsMissing() {
    List<String> lines = lines(file);
    lines.set(2, "gone");
    lines.remove(3);
    lines(file, lines);
    assertThat(verdict(file).faults())
        .containsExactly(
            file + ":3 was changed, or is no line of this audit",
            file + ":4: lines 3 to 4 are missing before line 5, but for 1 of those changed");
  }
}
