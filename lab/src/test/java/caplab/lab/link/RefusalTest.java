package caplab.lab.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

class RefusalTest extends LinkCase {

  @Test
  void refusesNewConnections() throws IOException {
    link.plant(new Refusal());
    assertThatThrownBy(() -> new Caller(link)).isInstanceOf(ConnectException.class);
  }

  @Test
  void resetsOpenConnections() throws IOException {
    try (Caller service = new Caller(link)) {
      assertThat(service.ask("before")).isEqualTo("before");
      link.plant(new Refusal());
      assertThatThrownBy(() -> service.hear(1)).hasMessageContaining("reset");
    }
  }

  @Test
  void listensAtTheSamePortAgain_afterTheHeal() throws IOException {
    int port = link.port();
    link.plant(new Refusal());
    link.heal();
    assertThat(link.port()).isEqualTo(port);
    try (Caller service = new Caller(link)) {
      assertThat(service.ask("after")).isEqualTo("after");
    }
  }
}
