package caplab.lab.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class RequestsLostTest extends LinkCase {

  @Test
  void neverReachTheNode() throws IOException {
    link.plant(new RequestsLost());
    try (Caller service = new Caller(link)) {
      service.say("hello");
      assertThat(service.hearsNothing()).isTrue();
    }
    assertThat(node.heard()).isEmpty();
  }

  @Test
  void letRepliesThatAreUnderWayArrive() throws IOException {
    try (Caller service = new Caller(link)) {
      link.plant(new Delay(50));
      service.say("late");
      await().until(() -> node.heard().equals("late"));
      link.plant(new RequestsLost());
      assertThat(service.hear(4)).isEqualTo("late");
    }
  }
}
