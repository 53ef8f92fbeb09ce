package caplab.lab.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SilenceTest extends LinkCase {

  @Test
  void hearsNothing_andKeepsTheConnection() throws IOException {
    try (Caller service = new Caller(link)) {
      assertThat(service.ask("before")).isEqualTo("before");
      link.plant(new Silence());
      service.say("during");
      assertThat(service.hearsNothing()).isTrue();
      assertThat(node.heard()).isEqualTo("before");
    }
  }

  @Test
  void acceptsNewConnections_butNeverAnswers() throws IOException {
    link.plant(new Silence());
    try (Caller service = new Caller(link)) {
      service.say("hello");
      assertThat(service.hearsNothing()).isTrue();
      assertThat(node.heard()).isEmpty();
    }
  }

  @Test
  void staysSilentAfterTheHeal_whereBytesWereLost_butNewConnectionsWork() throws IOException {
    try (Caller broken = new Caller(link)) {
      assertThat(broken.ask("before")).isEqualTo("before");
      link.plant(new Silence());
      broken.say("lost");
      assertThat(broken.hearsNothing()).isTrue();
      link.heal();
      broken.say("after");
      assertThat(broken.hearsNothing()).isTrue();
    }
    try (Caller fresh = new Caller(link)) {
      assertThat(fresh.ask("fresh")).isEqualTo("fresh");
    }
    assertThat(node.heard()).isEqualTo("beforefresh");
  }

  @Test
  void keepsAnIdleConnectionUsable() throws IOException {
    try (Caller idle = new Caller(link)) {
      assertThat(idle.ask("before")).isEqualTo("before");
      link.plant(new Silence());
      link.heal();
      assertThat(idle.ask("after")).isEqualTo("after");
    }
  }

  @Test
  void hidesThatTheNodeDied() throws IOException {
    link.plant(new Silence());
    node.close();
    try (Caller service = new Caller(link)) {
      service.say("hello");
      assertThat(service.hearsNothing()).isTrue();
    }
  }
}
