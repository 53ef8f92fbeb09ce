package caplab.lab.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.lab.embedded.Ports;
import caplab.lab.model.Topology;
import caplab.lab.wire.Progressing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** {@code ./cap up} on ports of its own, ready, until it is closed. */
public final class UpCluster implements AutoCloseable {

  private final Path data;
  private final int base;
  private final Process process;

  private UpCluster(Path data, int base, Process process) {
    this.data = data;
    this.base = base;
    this.process = process;
  }

  /**
   * Waits until all of it is ready.
   *
   * @param folder for what it keeps and says
   */
  public static UpCluster start(Path folder) throws IOException, InterruptedException {
    return start(folder, Map.of());
  }

  /** The same, whose services are told this by their environment. */
  public static UpCluster start(Path folder, Map<String, String> settings)
      throws IOException, InterruptedException {
    int base = Ports.free(new Topology(3, 3)).base();
    Path data = folder.resolve("data");
    ProcessBuilder up = typed("exec ./cap up --port-base " + base, data);
    up.environment().putAll(settings);
    up.redirectOutput(folder.resolve("up.log").toFile());
    UpCluster cluster = new UpCluster(data, base, up.start());
    for (int port : List.of(1, 2, 11, 12)) {
      String asked = "curl -s -o /dev/null -w %{http_code} localhost:" + (base + port) + "/ready";
      await("port " + port)
          .forever()
          .until(() -> {
            assertThat(cluster.process.isAlive()).isTrue();
            return said(typed(asked, data)).equals("200");
          });
    }
    return cluster;
  }

  /** Types commands that were written for the usual ports, as {@link Tour} does. */
  Tour tour() {
    return new Tour(Map.of("CAP_DATA", data.toString()), this::translated);
  }

  /** Calls {@code ./cap} with some words, as {@code cut g1}, for this cluster; it must succeed. */
  public void cap(String words) throws IOException, InterruptedException {
    Process called = typed("./cap " + words + " --port-base " + base, data).start();
    String said = new String(called.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(called.waitFor()).as(said).isZero();
  }

  /** The port in place of the usual one, as 5001. */
  public int port(int usual) {
    return base + usual - 5_000;
  }

  private String translated(String line) {
    return Pattern.compile("localhost:(50\\d\\d)")
        .matcher(line)
        .replaceAll(m -> "localhost:" + port(Integer.parseInt(m.group(1))))
        .replaceAll("^\\./cap (\\w+)", "./cap $1 --port-base " + base);
  }

  private static ProcessBuilder typed(String command, Path data) {
    ProcessBuilder shell = new ProcessBuilder("bash", "-c", command);
    shell.directory(Readme.root().toFile()).redirectErrorStream(true);
    shell.environment().put("CAP_DATA", data.toString());
    return shell;
  }

  private static String said(ProcessBuilder command) throws IOException, InterruptedException {
    Process shell = command.start();
    String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    shell.waitFor();
    return said.strip();
  }

  @Override
  public void close() {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroy();
    Progressing.untilGone(process, started);
  }
}
