package caplab.ap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.http.Description;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One app-ap as a process of its own, and a client that talks to it. */
final class ApInstance implements AutoCloseable {

  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  /** An answer: status, headers and the body as JSON. */
  record Told(int status, HttpResponse<String> response, JsonNode json) {
    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    String text(String member) {
      return json.path(member).asString("");
    }
  }

  private final Process process;
  private final Path log;
  private final int port;
  private volatile Description description;
  private volatile String token = "";

  private ApInstance(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /** Starts one and waits until it is alive. */
  static ApInstance start(String nodes, Map<String, String> settings) {
    try (ServerSocket free = new ServerSocket(0)) {
      int port = free.getLocalPort();
      Path log = Files.createTempFile("app-ap-", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:TieredStopAtLevel=1",
              "-cp",
              System.getProperty("java.class.path"),
              "caplab.ap.ApMain");
      builder.environment().put("REDIS_NODES", nodes);
      builder.environment().put("PORT", Integer.toString(port));
      builder.environment().put("HOST", "127.0.0.1");
      builder.environment().put("CIRCUIT_OPEN_MS", "300");
      builder.environment().put("NETWORK_TIMEOUT_SEC", "0.5");
      builder.environment().putAll(settings);
      builder.redirectErrorStream(true).redirectOutput(log.toFile());
      free.close();
      ApInstance instance = new ApInstance(builder.start(), log, port);
      RUNNING.add(instance.process);
      await().atMost(Duration.ofSeconds(40)).until(instance::lives);
      return instance;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends this token with every request from now on; the empty one is none. */
  ApInstance as(String token) {
    this.token = token;
    return this;
  }

  Told get(String path, String... headers) {
    return ask("GET", path, "", headers);
  }

  Told post(String path, String body, String... headers) {
    return ask("POST", path, body, headers);
  }

  Told delete(String path, String... headers) {
    return ask("DELETE", path, "", headers);
  }

  Told ask(String method, String path, String body, String... headers) {
    try {
      HttpResponse<String> response = send(method, path, body, headers);
      if (description == null) {
        description = new Description(send("GET", "/openapi.json", "").body());
      }
      assertThat(
              description.faults(
                  method, path, response.statusCode(), response.headers(), response.body()))
          .as("%s %s: %s", method, path, response)
          .isEmpty();
      boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
      return new Told(
          response.statusCode(),
          response,
          JsonMapper.shared().readTree(json ? response.body() : "{}"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private HttpResponse<String> send(String method, String path, String body, String... headers)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(20))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** The status alone, of what may be switched off and so is not as described. */
  int status(String path) throws IOException {
    return send("GET", path, "").statusCode();
  }

  private boolean lives() {
    if (!process.isAlive()) {
      throw new IllegalStateException("app-ap ended: " + logged());
    }
    try {
      return send("GET", "/live", "").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Everything it has logged. */
  String logged() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly().onExit().join();
    RUNNING.remove(process);
  }

  /** What the instance says of itself; every answer is held against it. */
  Description description() {
    return description;
  }

  /** As SIGTERM does; it still serves for a while, and says that it goes. */
  void terminate() {
    process.destroy();
  }

  /** Ends it as SIGTERM does; its exit status. */
  int stop() {
    process.destroy();
    process.onExit().join();
    RUNNING.remove(process);
    return process.exitValue();
  }

  @Override
  public void close() {
    kill();
  }
}
