package caplab.lab.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import caplab.http.LocalGateway;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client that keeps its connection to the gateway hears as much as one that does not. Runs the
 * gateway's own files, on this machine's {@code haproxy} and on that of the image, before an
 * instance that dies when told to.
 */
@Tag("compose")
class KeptConnectionTest {

  @TempDir Path folder;
  private MortalInstance instance;
  private LocalGateway gateway;

  @AfterEach
  void end() throws IOException {
    if (gateway != null) {
      gateway.close();
      instance.close();
    }
  }

  private void start(boolean image, boolean killed) throws IOException {
    assumeThat(image || LocalGateway.possible()).as("needs haproxy").isTrue();
    instance = new MortalInstance(killed);
    gateway =
        image
            ? LocalGateway.startImage(instance.port(), folder)
            : LocalGateway.start(instance.port(), folder);
  }

  @ParameterizedTest(name = "image {0}, killed {1}, request {2} of its connection")
  @CsvSource({
    "false, false, 1",
    "false, false, 2",
    "false, true, 1",
    "false, true, 10",
    "true, false, 1",
    "true, false, 2",
    "true, true, 1",
    "true, true, 10"
  })
  void whoeverSentAWriteThatAnInstanceDiedWith_isToldThatItsOutcomeIsUnknown(
      boolean image, boolean killed, int nth) throws IOException {
    start(image, killed);
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

  @ParameterizedTest(name = "image {0}")
  @ValueSource(booleans = {false, true})
  void connectionsToTheInstancesAreKept_andThoseOfClients(boolean image) throws IOException {
    start(image, false);
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
