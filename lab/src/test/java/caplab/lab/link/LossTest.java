package caplab.lab.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class LossTest {

  /** Lost as often as told, then through. */
  private static RandomGenerator losing(int times) {
    return new RandomGenerator() {
      private int left = times;

      @Override
      public long nextLong() {
        throw new UnsupportedOperationException();
      }

      @Override
      public double nextDouble() {
        return left-- > 0 ? 0.0 : 0.99;
      }
    };
  }

  @Test
  void stallsUntilTheRetransmission_twiceAsLongEachTime() {
    Loss loss = new Loss(0.5);
    assertThat(loss.strike(Direction.REQUESTS, losing(0))).isEqualTo(Fate.AT_ONCE);
    assertThat(loss.strike(Direction.REQUESTS, losing(1))).isEqualTo(new Fate.Delivered(200));
    assertThat(loss.strike(Direction.REPLIES, losing(2))).isEqualTo(new Fate.Delivered(600));
  }

  @Test
  void isSilence_whenEverythingIsLost() {
    assertThat(new Loss(1).strike(Direction.REPLIES, losing(99))).isEqualTo(Fate.LOST);
  }

  @Test
  void isAShareOfOne() {
    assertThatThrownBy(() -> new Loss(5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Loss(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
  }
}
