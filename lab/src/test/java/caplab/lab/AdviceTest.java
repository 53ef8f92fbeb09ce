package caplab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.trial.PromiseVerdict.Word;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdviceTest {

  private static final Optional<String> SIMULATED =
      Optional.of("./cap run E04 --on simulated --seed 7");

  @Test
  void saysWhatToDo_whereNothingWasDecided() {
    assertThat(Advice.text(10.2, 2, SIMULATED))
        .isEqualTo(
            "undecided: load was 10 on 2 cores: close programs and run it again, or run ./cap run"
                + " E04 --on simulated --seed 7");
    assertThat(Advice.text(-1, 2, Optional.empty()))
        .isEqualTo("undecided: the machine was too slow: close programs and run it again");
  }

  @Test
  void isSilent_whereARunIsDecided() {
    assertThat(Advice.about(Word.HELD, SIMULATED)).isEmpty();
    assertThat(Advice.about(Word.VIOLATED, SIMULATED)).isEmpty();
    assertThat(Advice.about(Word.UNDECIDED, SIMULATED)).isPresent();
  }
}
