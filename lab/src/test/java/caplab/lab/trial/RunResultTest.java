package caplab.lab.trial;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.experiment.PossibleOutcome.Grade;
import caplab.lab.trial.PromiseVerdict.Word;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunResultTest {

  private static RunResult result(Grade seen, Word... words) {
    return new RunResult(
        Stream.of(words)
            .map(word -> new PromiseVerdict("app-cp", "a promise", word, "", List.of()))
            .toList(),
        List.of(new RunResult.Count("something", seen, 1)));
  }

  @ParameterizedTest
  @CsvSource({
    "HELD, HELD, 0",
    "HELD, UNDECIDED, 2",
    "HELD, VIOLATED, 1",
    "UNDECIDED, VIOLATED, 1",
    "VIOLATED, UNDECIDED, 1",
    "VIOLATED, HELD, 1"
  })
  void aViolation_isHiddenByNothing(Word first, Word second, int status) {
    assertThat(result(Grade.INTERESTING, first, second).status()).isEqualTo(status);
  }

  @Test
  void aForbiddenOutcome_isAViolation_whateverIsUndecided() {
    assertThat(result(Grade.FORBIDDEN, Word.HELD, Word.UNDECIDED).status()).isEqualTo(1);
  }

  @Test
  void aForbiddenOutcomeThatWasNotSeen_isNone() {
    RunResult none =
        new RunResult(
            result(Grade.FORBIDDEN, Word.HELD).verdicts(),
            List.of(new RunResult.Count("something", Grade.FORBIDDEN, 0)));
    assertThat(none.status()).isZero();
  }

  @Test
  void whatJudgedNothing_isNoProof() {
    assertThat(result(Grade.ACCEPTABLE).status()).isEqualTo(2);
  }
}
