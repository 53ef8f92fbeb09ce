package caplab.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.experiment.Experiments;
import caplab.lab.simulated.SimulatedStage;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** In virtual time, with someone who types. */
class StepsTest {

  private static String plays(String typed) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    BufferedReader in = new BufferedReader(new StringReader(typed));
    try (SimulatedStage stage = SimulatedStage.start(Experiments.named("E04"), 1)) {
      new Steps(stage, in, out, 2_000).play();
    }
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void keepsTheScoreOfWhatWasExpected() {
    String told = plays("a\na\nr\nr\na\na\na\na\na\na\na\n");
    assertThat(told)
        .contains("3. The network is healed", "siblings=[green, red]", "says no rather than guess")
        .doesNotContain("you expected:")
        .endsWith("You expected 11 of 11.\n");
  }

  @Test
  void saysWhatCameInstead_andCountsNoStepWithoutAGuess() {
    String told = plays("a\n\na\n");
    assertThat(told)
        .contains("you expected: answer; it was: refusal")
        .endsWith("You expected 1 of 2.\n");
  }
}
