package caplab.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {

  private static final int MOST = 10;

  @Test
  void goesOn_whileThroughputRises() {
    assertThat(WarmUp.isOver(List.of(100.0, 200.0, 300.0, 400.0, 500.0), MOST)).isFalse();
  }

  @Test
  void goesOn_whenOneOfTheLastIsBetterThanAllBefore() {
    assertThat(WarmUp.isOver(List.of(100.0, 300.0, 290.0, 320.0, 280.0), MOST)).isFalse();
  }

  @Test
  void isOver_whenTheLastThreeShowNothingBetter() {
    assertThat(WarmUp.isOver(List.of(100.0, 300.0, 305.0, 290.0, 299.0), MOST)).isTrue();
    assertThat(WarmUp.isOver(List.of(300.0, 200.0, 200.0, 200.0), MOST)).isTrue();
  }

  @Test
  void isNeverOver_afterThreeLooksOnly() {
    assertThat(WarmUp.isOver(List.of(), MOST)).isFalse();
    assertThat(WarmUp.isOver(List.of(300.0, 200.0, 100.0), MOST)).isFalse();
  }

  @Test
  void isOver_afterTheMost_howeverItRises() {
    assertThat(WarmUp.isOver(List.of(1.0, 2.0, 4.0, 8.0, 16.0), 5)).isTrue();
    assertThat(WarmUp.isOver(List.of(), 0)).isTrue();
  }
}
