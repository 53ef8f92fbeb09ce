package caplab.lab;

import caplab.lab.check.HistoryFileJudge;
import caplab.lab.check.HistoryJudge;
import caplab.lab.check.Judgement;
import caplab.lab.history.UnreadableHistory;
import caplab.lab.model.UserError;
import caplab.lab.trial.PromiseVerdict;
import caplab.lab.trial.PromiseVerdict.Word;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code ./cap check}: judges a recorded history, ours or anyone's. */
@Command(name = "check", description = "Judges a history: exit 0 held, 1 violated, 2 undecided.")
final class CheckCommand implements Callable<Integer> {

  /** Of a longer witness the rest is left out, and the drawing. */
  private static final int SHOWN_MAX = 40;

  @Mixin Common common;

  @Parameters(
      paramLabel = "HISTORY.jsonl",
      description = "As Jepsen's: a JSON object per line, with process, type, f, key, value, time.")
  Path history;

  /**
   * One row of the answer.
   *
   * @param drawing of the witness, if the promise is broken
   */
  record Row(@JsonUnwrapped PromiseVerdict judged, List<String> drawing) {

    static Row of(HistoryJudge.Judged judged) {
      return new Row(
          PromiseVerdict.of(judged.service(), judged.promise(), judged.judgement()),
          judged.judgement() instanceof Judgement.Violated broken ? broken.drawing() : List.of());
    }
  }

  /** The whole answer. */
  record Checked(Word verdict, List<Row> verdicts) {}

  @Override
  public Integer call() {
    Checked verdict;
    try (ProgressLine progress = ProgressLine.begin("checking")) {
      verdict = judge(progress);
    } catch (UserError unusable) {
      throw unusable;
    } catch (OutOfMemoryError tooLarge) {
      return undecided(
          "%s does not fit into %,d MB of memory"
              .formatted(history, Runtime.getRuntime().maxMemory() >> 20));
    } catch (RuntimeException | StackOverflowError broken) {
      return undecided(
          "the checker itself failed: " + broken.toString().lines().findFirst().orElse(""));
    }
    if (common.json) {
      Common.showJson(verdict);
    } else {
      verdict.verdicts().forEach(CheckCommand::print);
    }
    return verdict.verdict().status;
  }

  private Checked judge(ProgressLine progress) {
    if (!Files.isRegularFile(history)) {
      throw UserError.usage("there is no file " + history);
    }
    try {
      List<Row> rows =
          HistoryFileJudge.of(history, Runtime.getRuntime().maxMemory(), progress).stream()
              .map(Row::of)
              .toList();
      return new Checked(Word.worst(rows.stream().map(row -> row.judged().word())), rows);
    } catch (UnreadableHistory unreadable) {
      throw UserError.usage(unreadable.getMessage());
    } catch (IOException | UncheckedIOException broken) {
      throw UserError.usage(
          "cannot read " + history + ", or not keep its pieces: " + broken.getMessage());
    }
  }

  /** No verdict, so neither a pass nor a violation. */
  private static int undecided(String why) {
    System.err.println("cap: undecided: " + why);
    return Word.UNDECIDED.status;
  }

  private static void print(Row row) {
    PromiseVerdict judged = row.judged();
    List<String> witness = judged.witness();
    String word = judged.word().text();
    System.out.printf(
        Locale.ROOT,
        "%-9s  %s: %s (%s)%n",
        judged.word() == Word.HELD ? word : word.toUpperCase(Locale.ROOT),
        judged.service(),
        judged.promise(),
        judged.measured());
    witness.stream().limit(SHOWN_MAX).forEach(it -> System.out.println("    " + it));
    if (witness.size() > SHOWN_MAX) {
      System.out.printf("    … and %d more; all of them: --json%n", witness.size() - SHOWN_MAX);
    } else {
      row.drawing().forEach(it -> System.out.println("    " + it));
    }
  }
}
