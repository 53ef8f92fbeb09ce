package caplab.lab.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.lab.embedded.Ports;
import caplab.lab.model.Topology;
import caplab.lab.readme.Replay;
import caplab.lab.wire.Http;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One image with {@code cap} inside: the embedded cluster on a machine with nothing but Docker. */
@Tag("compose")
class CapImageTest {

  @BeforeAll
  static void builds() {
    Shell.run("docker", "build", "--target", "cap", "-t", "cap-lab", ".");
  }

  @Test
  void playsTheDemo() {
    Shell.Said demo =
        Replay.played(
            () -> Shell.attempt("docker", "run", "--rm", "--network", "host", "cap-lab"),
            Shell.Said::status);
    assertThat(demo.text()).contains("1. Healthy", "3. The network is healed");
    assertThat(demo.status()).as(demo.text()).isIn(0, Replay.UNDECIDED);
  }

  @Test
  void servesTheConsoleOfALockedCluster() {
    int port = Ports.free(new Topology(3, 3)).base();
    String base = Integer.toString(port);
    String container =
        Shell.run(
            "docker",
            "run",
            "-d",
            "--rm",
            "--network",
            "host",
            "cap-lab",
            "up",
            "--locked",
            "--port-base",
            base);
    try {
      await()
          .forever()
          .until(() -> {
            assertThat(Shell.run("docker", "ps", "-q", "--no-trunc")).contains(container);
            return Http.PLAIN
                .look(port, "/")
                .join()
                .filter(it -> it.statusCode() == 200)
                .isPresent();
          });
      assertThat(Http.PLAIN.look(port, "/status").join().orElseThrow().body())
          .contains("app_ap_g3");
    } finally {
      Shell.run("docker", "stop", container);
    }
  }
}
