package caplab.lab.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class DelayTest extends LinkCase {

  private static final RandomGenerator ANY = RandomGenerator.getDefault();

  @Test
  void delaysRequestsOnly_soARoundTripIsThatMuchLonger() {
    Delay delay = new Delay(200);
    assertThat(delay.strike(Direction.REQUESTS, ANY)).isEqualTo(new Fate.Delivered(200));
    assertThat(delay.strike(Direction.REPLIES, ANY)).isEqualTo(Fate.AT_ONCE);
  }

  @Test
  void keepsTheOrder_whenItIsLifted() throws IOException {
    try (Caller service = new Caller(link)) {
      link.plant(new Delay(100));
      service.say("first ");
      link.heal();
      service.say("second");
      assertThat(service.hear(12)).isEqualTo("first second");
    }
  }

  @Test
  void arrivesNoEarlierThanItIsDue() throws IOException {
    link.plant(new Delay(30));
    try (Caller service = new Caller(link)) {
      long asked = System.nanoTime();
      service.ask("late");
      assertThat(System.nanoTime() - asked).isGreaterThanOrEqualTo(30_000_000L);
    }
  }

  @Test
  void cannotBeNegative() {
    assertThatThrownBy(() -> new Delay(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
