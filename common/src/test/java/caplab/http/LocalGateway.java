package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The gateway's own files on this machine's {@code haproxy}, before one instance. */
public final class LocalGateway implements AutoCloseable {

  private static final String FOLDER = "/usr/local/etc/haproxy";

  private final Process process;
  private final int port;

  private LocalGateway(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Whether this machine has a {@code haproxy}. */
  public static boolean possible() {
    return Arrays.stream(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "haproxy")));
  }

  /**
   * Waits until it serves.
   *
   * @param instance port of what stands for app-cp behind it
   * @param folder for its files
   */
  public static LocalGateway start(int instance, Path folder) throws IOException {
    int port = freePort();
    Path file = Files.writeString(folder.resolve("haproxy.cfg"), configuration(instance, port));
    Process process =
        new ProcessBuilder("haproxy", "-db", "-f", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("haproxy.log").toFile())
            .start();
    LocalGateway gateway = new LocalGateway(process, port);
    await().atMost(Duration.ofSeconds(30)).until(gateway::serves);
    return gateway;
  }

  /** Where clients of app-cp connect. */
  public int port() {
    return port;
  }

  private boolean serves() {
    assertThat(process.isAlive()).as("haproxy runs").isTrue();
    try {
      URI live = URI.create("http://127.0.0.1:" + port + "/live");
      return ((HttpURLConnection) live.toURL().openConnection()).getResponseCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** The gateway's, but for its addresses: all in one place, and known without a resolver. */
  private static String configuration(int instance, int port) throws IOException {
    Path here = Path.of("deploy/gateway");
    Path files = (Files.exists(here) ? here : Path.of("..").resolve(here)).toAbsolutePath();
    String known = "server only 127.0.0.1:" + instance + " ";
    String written =
        Files.readString(files.resolve("haproxy.cfg"))
            .replaceAll("server-template (.*) resolvers docker init-addr none ", known)
            .replace(FOLDER, files.toString())
            .replace("bind :5001", "bind 127.0.0.1:5001")
            .replace("5001", Integer.toString(port))
            .replace("bind :5002", "bind 127.0.0.1:" + freePort())
            .replace("bind :8404", "bind 127.0.0.1:" + freePort());
    assertThat(written).contains(known).contains("bind 127.0.0.1:" + port);
    // Abstract sockets are the machine's: several gateways need several names.
    for (String name : List.of("each", "waiting")) {
      written = written.replace("abns@" + name, "abns@t" + port + "_" + name);
    }
    return written;
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
