package caplab.lab.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class RepliesLostTest extends LinkCase {

  @Test
  void leaveTheNodeActing_andTheServiceUnanswered() throws IOException {
    link.plant(new RepliesLost());
    try (Caller service = new Caller(link)) {
      service.say("done?");
      await().until(() -> node.heard().equals("done?"));
      assertThat(service.hearsNothing()).isTrue();
    }
  }
}
