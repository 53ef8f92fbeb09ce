package caplab.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TwinsTest {

  /** Two counters, of which one forgets at a reset that it was reset before. */
  private static final class Counters implements Twins.Pair {
    private int resets;

    @Override
    public void begin() {
      resets = 0;
    }

    @Override
    public String step(RandomGenerator chance) {
      if (chance.nextInt(20) > 0) {
        return "add";
      }
      if (++resets == 2) {
        throw new AssertionError("told apart by a second reset");
      }
      return "reset";
    }
  }

  @Test
  void namesTheSeed_andTheFewestStepsThatTellThemApart() {
    assertThatThrownBy(() -> Twins.compare(new Counters(), 7, 1, 1_000))
        .isInstanceOf(AssertionError.class)
        .hasMessage("told apart by seed 7; what is left of its steps:\nreset")
        .hasRootCauseMessage("told apart by a second reset");
  }

  @Test
  void saysNothing_whereNothingTellsThemApart() {
    Counters counters = new Counters();
    Twins.compare(counters, 7, 3, 1);
    assertThat(counters.resets).isLessThan(2);
  }
}
