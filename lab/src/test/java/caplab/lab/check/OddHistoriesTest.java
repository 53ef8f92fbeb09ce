package caplab.lab.check;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.history.UnreadableHistory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a recorder writes is judged or refused by its line; nothing else comes of it. */
class OddHistoriesTest {

  private static final Path FOLDER = Path.of("src/test/resources/histories");
  private static final int HISTORIES = 1500;

  /** Process, type and f. */
  private static final int NEEDED = 3;

  private static final int CHANGES_MAX = 3;

  /** In place of any value. */
  private static final String[] ODD = {
    "null",
    "true",
    "-1",
    "0",
    "1.5",
    "1e400",
    "9".repeat(30),
    "\"\"",
    "\"x\"",
    "\"cp\"",
    "[]",
    "[1]",
    "[null,[1,2]]",
    "[1,2]",
    "{}",
    "{\"a\":[]}",
    "\"ap\"",
    "\"final\"",
    "\"ok\"",
    "\"lost\""
  };

  @TempDir Path folder;

  @Test
  void areJudgedOrRefused() throws IOException {
    List<List<String>> good = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.sorted().toList()) {
        good.add(Files.readAllLines(file));
      }
    }
    Random random = new Random(1);
    int judged = 0;
    for (int i = 0; i < HISTORIES; i++) {
      List<String> odd = new ArrayList<>(good.get(random.nextInt(good.size())));
      for (int changes = 1 + random.nextInt(CHANGES_MAX); changes > 0; changes--) {
        change(odd, random);
      }
      judged += isJudged(String.join("\n", odd)) ? 1 : 0;
    }
    assertThat(judged).isBetween(HISTORIES / 8, HISTORIES);
  }

  private boolean isJudged(String history) {
    try {
      Path file = Files.writeString(folder.resolve("odd.jsonl"), history);
      List<String> whole = words(HistoryFileJudge.of(file, Long.MAX_VALUE / 8, what -> {}));
      assertThat(whole).isNotEmpty();
      assertThat(words(HistoryFileJudge.of(file, Math.max(1, Files.size(file)), what -> {})))
          .as("in pieces%n%s", history)
          .isEqualTo(whole);
      return true;
    } catch (UnreadableHistory refused) {
      assertThat(refused).hasMessageMatching("(?s).*odd\\.jsonl:\\d+: .*");
      return false;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (RuntimeException defect) {
      throw new AssertionError(history, defect);
    }
  }

  private static List<String> words(List<HistoryJudge.Judged> all) {
    return all.stream()
        .map(it -> it.promise() + ": " + it.judgement().getClass().getSimpleName())
        .toList();
  }

  private static void change(List<String> lines, Random random) {
    if (lines.isEmpty()) {
      return;
    }
    int at = random.nextInt(lines.size());
    switch (random.nextInt(10)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(random.nextInt(lines.size()), lines.get(at));
      case 2 -> lines.set(at, lines.get(at).substring(random.nextInt(lines.get(at).length() + 1)));
      default -> lines.set(at, withAnother(lines.get(at), random));
    }
  }

  /** With another value in some member; mostly in one that may be missing. */
  private static String withAnother(String line, Random random) {
    List<Integer> starts = new ArrayList<>();
    for (int i = line.indexOf("\":"); i >= 0; i = line.indexOf("\":", i + 1)) {
      starts.add(i + 2);
    }
    if (starts.isEmpty()) {
      return line;
    }
    int needed = random.nextInt(10) == 0 ? 0 : Math.min(NEEDED, starts.size() - 1);
    int from = starts.get(needed + random.nextInt(starts.size() - needed));
    int to = from;
    while (to < line.length() && line.charAt(to) != ',' && line.charAt(to) != '}') {
      to++;
    }
    return line.substring(0, from) + ODD[random.nextInt(ODD.length)] + line.substring(to);
  }
}
