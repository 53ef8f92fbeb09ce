package caplab.lab.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import caplab.access.Role;
import caplab.lab.console.Console;
import caplab.lab.model.ControlCommand.Heal;
import caplab.lab.model.ControlCommand.MakeCut;
import caplab.lab.model.ControlCommand.ShowStatus;
import caplab.lab.model.Cut;
import caplab.lab.model.Status;
import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Instance;
import caplab.lab.model.Topology.Kind;
import caplab.lab.twin.Twin;
import caplab.lab.wire.RedisLine;
import caplab.tls.Issuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./cap up --locked} keeps: both services in two zones, real nodes, nobody let in. */
class LockedClusterTest {

  private static final Topology TOPOLOGY = new Topology(3, 2);

  @TempDir static Path folder;
  private static Cluster cluster;
  private static Console console;
  private static Running running;

  @BeforeAll
  static void start() {
    Setup open =
        new Setup(
            TOPOLOGY,
            Ports.free(TOPOLOGY),
            DataDirectory.open(folder.resolve("3-nodes"), false),
            RedisBinary.choose(System.getenv("PATH"), folder.resolve("bin")),
            StandIn.root(),
            Setup.SERVICES,
            Map.of(),
            false);
    cluster = Cluster.start(open.locked());
    console = new Console(cluster);
    Running.of(cluster.setup()).announce(folder);
    running = Running.find(folder, Optional.empty());
  }

  @AfterAll
  static void stop() {
    console.close();
    cluster.close();
  }

  private static Lock lock() {
    return cluster.setup().lock().orElseThrow();
  }

  private static int port(Kind kind) {
    return cluster.setup().ports().instance(new Instance(kind, 1));
  }

  private static int anonymous(String scheme, Kind kind, String path)
      throws IOException, InterruptedException {
    String authority = Files.readString(lock().folder().resolve("ca.crt"));
    try (HttpClient stranger =
        HttpClient.newBuilder().sslContext(Issuer.client(authority)).build()) {
      URI uri = URI.create(scheme + "://127.0.0.1:" + port(kind) + path);
      return stranger
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  @Test
  void servesNobodyWithoutAToken_norInClear() throws Exception {
    for (Kind kind : Kind.values()) {
      for (String path : List.of("/read/k", "/metrics", "/health/detailed", "/nowhere")) {
        assertThat(anonymous("https", kind, path)).as(kind + path).isEqualTo(401);
      }
      assertThat(anonymous("https", kind, "/live")).isEqualTo(200);
      assertThatThrownBy(() -> anonymous("http", kind, "/live")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aPersonGetsInByTheOptionsOfARole_asFarAsTheRoleGoes() throws Exception {
    for (Kind kind : Kind.values()) {
      // After a cut, or while the machine is busy, a node may have to be found again.
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> curl(Role.WRITER, "-X", "POST", url(kind, "/write/k/v")).equals("200"));
      assertThat(curl(Role.READER, url(kind, "/read/k"))).isEqualTo("200");
      assertThat(curl(Role.READER, "-X", "POST", url(kind, "/write/k/w"))).isEqualTo("403");
      assertThat(curl(Role.METRICS, url(kind, "/metrics"))).isEqualTo("200");
    }
    assertThat(Files.getPosixFilePermissions(lock().folder()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  private static String url(Kind kind, String path) {
    return "https://localhost:" + port(kind) + path;
  }

  /** The status that curl saw. */
  private static String curl(Role role, String... asked) throws Exception {
    ProcessBuilder typed =
        new ProcessBuilder(
            "curl",
            "-s",
            "-o",
            "/dev/null",
            "-w",
            "%{http_code}",
            "--config",
            "" + lock().curl(role));
    typed.command().addAll(List.of(asked));
    Process process = typed.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  @Test
  void aNodeAnswersNobodyInClear_andItsAdministratorOverTls() {
    int port = cluster.setup().ports().node(1);
    InetSocketAddress node = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    assertThat(RedisLine.PLAIN.say(node, "PING", Duration.ofSeconds(5)).orElse(""))
        .isNotEqualTo("+PONG");
    assertThat(cluster.tell("db_g1", "PING")).isEqualTo("+PONG");
  }

  /** As status, cut, heal and twin are typed in another terminal. */
  @Test
  void isCutHealedAndAsked_asAnOpenOne() {
    Status cut = running.send(new MakeCut(Cut.Shape.GROUPS, List.of("g1"), false));
    assertThat(cut.faults().keySet()).contains("g1:db_g2", "g1:db_g3");
    Status healed = running.send(new Heal(List.of()));
    assertThat(healed.faults()).isEmpty();
    assertThat(running.send(new ShowStatus()).services())
        .allMatch(service -> !service.vitals().breakers().isEmpty());
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> {
          Twin both =
              Twin.ask(
                  running.services(),
                  cluster.setup().ports(),
                  2,
                  Twin.Operation.WRITE,
                  "twin",
                  "value");
          assertThat(List.of(both.cp().status(), both.ap().status())).containsExactly(200, 200);
        });
  }
}
