package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The gateway's own files on this machine's {@code haproxy}, before one instance. */
public final class LocalGateway implements AutoCloseable {

  private static final String FOLDER = "/usr/local/etc/haproxy";

  private final Process process;
  private final List<String> end;
  private final int port;

  private LocalGateway(Process process, List<String> end, int port) {
    this.process = process;
    this.end = end;
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
    return start(List.of("haproxy"), List.of(), instance, folder);
  }

  /** The same on the {@code haproxy} of the image that the stack runs; it wants Docker. */
  public static LocalGateway startImage(int instance, Path folder) throws IOException {
    String container = "caplab-gateway-" + ProcessHandle.current().pid();
    List<String> haproxy = new ArrayList<>(List.of("docker", "run", "--rm", "--network", "host"));
    haproxy.addAll(List.of("--user", Files.getAttribute(folder, "unix:uid").toString()));
    for (Path seen : List.of(folder, files())) {
      haproxy.addAll(List.of("--volume", seen + ":" + seen + ":ro"));
    }
    haproxy.addAll(List.of("--name", container, "--entrypoint", "haproxy", "haproxy:3.0"));
    return start(haproxy, List.of("docker", "rm", "--force", container), instance, folder);
  }

  private static LocalGateway start(
      List<String> haproxy, List<String> end, int instance, Path folder) throws IOException {
    int port = freePort();
    Path file = Files.writeString(folder.resolve("haproxy.cfg"), configuration(instance, port));
    List<String> command = new ArrayList<>(haproxy);
    command.addAll(List.of("-db", "-f", file.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("haproxy.log").toFile())
            .start();
    LocalGateway gateway = new LocalGateway(process, end, port);
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
    Path files = files();
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

  private static Path files() {
    Path here = Path.of("deploy/gateway");
    return (Files.exists(here) ? here : Path.of("..").resolve(here)).toAbsolutePath().normalize();
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  @Override
  public void close() {
    if (!end.isEmpty()) {
      try {
        new ProcessBuilder(end).inheritIO().start().onExit().join();
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }
    process.destroyForcibly().onExit().join();
  }
}
