package caplab.lab.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

  private static final String FOLDER = "/usr/local/etc/haproxy";

  @TempDir Path folder;
  private MortalInstance instance;
  private Process gateway;
  private int port;

  @BeforeEach
  void start() throws IOException {
    assumeThat(Shell.attempt("which", "haproxy").status()).as("needs haproxy").isZero();
    instance = new MortalInstance();
    port = freePort();
    Path file = Files.writeString(folder.resolve("haproxy.cfg"), configuration());
    gateway =
        new ProcessBuilder("haproxy", "-db", "-f", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    await().until(() -> gateway.isAlive() && serves());
  }

  @AfterEach
  void end() throws IOException, InterruptedException {
    if (gateway != null) {
      gateway.destroyForcibly().waitFor();
      instance.close();
    }
  }

  @ParameterizedTest(name = "request {0} of its connection")
  @ValueSource(ints = {1, 2, 10})
  void whoeverSentAWriteThatAnInstanceDiedWith_isToldThatItsOutcomeIsUnknown(int nth)
      throws IOException {
    try (KeptConnection client = new KeptConnection(port)) {
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
    try (KeptConnection client = new KeptConnection(port)) {
      client.ask("GET", "/read/k");
      int before = instance.readers();
      for (int i = 0; i < 20; i++) {
        assertThat(client.ask("GET", "/read/k")).startsWith("HTTP/1.1 200");
      }
      assertThat(instance.readers() - before).as("new connections").isLessThanOrEqualTo(1);
    }
  }

  private boolean serves() {
    try (KeptConnection client = new KeptConnection(port)) {
      return client.ask("GET", "/live").startsWith("HTTP/1.1 200");
    } catch (IOException notYet) {
      return false;
    }
  }

  /** The gateway's, but for its addresses: all in one place, and known without a resolver. */
  private String configuration() throws IOException {
    String files = Shell.root().resolve("deploy/gateway").toString();
    String known = "server only 127.0.0.1:" + instance.port() + " ";
    String written =
        Files.readString(Path.of(files, "haproxy.cfg"))
            .replaceAll("server-template (.*) resolvers docker init-addr none ", known)
            .replace(FOLDER, files)
            .replace("5001", Integer.toString(port))
            .replace("bind :5002", "bind 127.0.0.1:" + freePort())
            .replace("bind :8404", "bind 127.0.0.1:" + freePort());
    assertThat(written).contains(known).contains("bind :" + port);
    return perTest(written);
  }

  /** Abstract sockets are the machine's: several gateways need several names. */
  private String perTest(String written) {
    String own = "abns@t" + port + "_";
    for (String name : List.of("each", "waiting")) {
      written = written.replace("abns@" + name, own + name);
    }
    return written;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }
}
