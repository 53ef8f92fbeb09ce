package caplab.lab.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.lab.wire.Progressing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Types the README's tour into a shell, beside a cluster on ports of its own, and compares the
 * answers with those printed.
 */
class ReadmeTourTest {

  @TempDir Path data;

  @Test
  void everyCommandOfTheTour_givesTheAnswerPrinted() throws Exception {
    int base = freeBase();
    ProcessBuilder up = typed("exec ./cap up --port-base " + base);
    up.redirectOutput(data.resolve("up.log").toFile());
    Process cluster = up.start();
    try {
      awaitReady(base, cluster);
      List<String> undecided =
          new Tour(
                  Map.of("CAP_DATA", data.resolve("data").toString()),
                  line -> translated(line, base))
              .take("tour");
      Replay.requireDecided(undecided);
    } finally {
      List<ProcessHandle> started = cluster.descendants().toList();
      cluster.destroy();
      Progressing.untilGone(cluster, started);
    }
  }

  private void awaitReady(int base, Process cluster) {
    for (int port : List.of(base + 1, base + 2, base + 11, base + 12)) {
      await("port " + port)
          .forever()
          .until(() -> {
            assertThat(cluster.isAlive()).isTrue();
            return answer("curl -s -o /dev/null -w %{http_code} localhost:" + port + "/ready")
                .equals("200");
          });
    }
  }

  private static String translated(String line, int base) {
    return Pattern.compile("localhost:50(\\d\\d)")
        .matcher(line)
        .replaceAll(m -> "localhost:" + (base + Integer.parseInt(m.group(1))))
        .replaceAll("^\\./cap (\\w+)", "./cap $1 --port-base " + base);
  }

  private ProcessBuilder typed(String command) {
    ProcessBuilder shell = new ProcessBuilder("bash", "-c", command);
    shell.directory(Readme.root().toFile()).redirectErrorStream(true);
    shell.environment().put("CAP_DATA", data.resolve("data").toString());
    return shell;
  }

  private String answer(String command) throws IOException, InterruptedException {
    Process shell = typed(command).start();
    String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    shell.waitFor();
    return said.strip();
  }

  /** A port base under which the ports that {@code ./cap up} wants are free now. */
  private static int freeBase() throws IOException {
    for (int base = 21_000; base < 29_000; base += 100) {
      if (free(base) && free(base + 1) && free(base + 2) && free(base + 2001)) {
        return base;
      }
    }
    throw new IOException("no free ports");
  }

  private static boolean free(int port) {
    try (ServerSocket door = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return door.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
