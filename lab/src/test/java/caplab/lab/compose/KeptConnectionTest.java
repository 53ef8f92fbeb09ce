package caplab.lab.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import caplab.http.LocalGateway;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client that keeps its connection to the gateway hears as much as one that does not. Runs the
 * gateway's own files on this machine's {@code haproxy}, before an instance that dies when told to.
 */
@Tag("compose")
class KeptConnectionTest {

  @TempDir Path folder;
  private MortalInstance instance;
  private LocalGateway gateway;

  @BeforeEach
  void start() throws IOException {
    assumeThat(LocalGateway.possible()).as("needs haproxy").isTrue();
    instance = new MortalInstance();
    gateway = LocalGateway.start(instance.port(), folder);
  }

  @AfterEach
  void end() throws IOException {
    if (gateway != null) {
      gateway.close();
      instance.close();
    }
  }

  @ParameterizedTest(name = "request {0} of its connection")
  @ValueSource(ints = {1, 2, 10})
  void whoeverSentAWriteThatAnInstanceDiedWith_isToldThatItsOutcomeIsUnknown(int nth)
      throws IOException {
    try (KeptConnection client = new KeptConnection(gateway.port())) {
      for (int before = 1; before < nth; before++) {
        assertThat(client.ask("GET", "/read/k")).startsWith("HTTP/1.1 200");
      }
      assertThat(client.ask("POST", MortalInstance.DEADLY))
          .startsWith("HTTP/1.1 502")
          .containsIgnoringCase("Content-Type: application/problem+json")
          .contains("\"outcome\":\"unknown\"")
          .contains("\"instance\":\"" + MortalInstance.DEADLY.replace("/", "\\/") + "\"");
    }
    assertThat(instance.writes()).as("a write that was sent is not sent again").isOne();
  }

  @Test
  void connectionsToTheInstancesAreKept_andThoseOfClients() throws IOException {
    try (KeptConnection client = new KeptConnection(gateway.port())) {
      client.ask("GET", "/read/k");
      int before = instance.readers();
      for (int i = 0; i < 20; i++) {
        assertThat(client.ask("GET", "/read/k")).startsWith("HTTP/1.1 200");
      }
      assertThat(instance.readers() - before).as("new connections").isLessThanOrEqualTo(1);
    }
  }
}
