package caplab.lab.compose;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** The compose stack under a project name of its own, at the ports that the compose file gives. */
final class Stack implements AutoCloseable {

  static final String PROJECT = "cap-lab-test";
  static final int CP = 5001;
  static final int AP = 5002;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** A machine that stands still for a moment is no fault to be judged here. */
  static final Map<String, String> PATIENT =
      Map.of("NETWORK_TIMEOUT_SEC", "4.0", "REQUEST_TIMEOUT_SEC", "12.0");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** Builds and starts everything and waits until it is healthy; what was left before is ended. */
  static Stack up() {
    compose("down", "-v", "--remove-orphans");
    List<String> command = new ArrayList<>(List.of("up", "-d", "--build", "--wait"));
    if (grafanaCannotBeHad()) {
      System.out.println("SKIPPED: grafana, whose image cannot be had here");
      command.addAll(List.of("--pull", "never", "--scale", "grafana=0"));
    }
    compose(command.toArray(String[]::new));
    return new Stack();
  }

  /** {@code docker compose} on this stack; must succeed. */
  static String compose(String... arguments) {
    return compose(Map.of(), arguments);
  }

  static String compose(Map<String, String> environment, String... arguments) {
    List<String> command = new ArrayList<>(List.of("docker", "compose", "-p", PROJECT));
    command.addAll(List.of(arguments));
    Map<String, String> variables = new HashMap<>(PATIENT);
    variables.putAll(environment);
    return Shell.run(variables, command.toArray(String[]::new));
  }

  static String docker(String... arguments) {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    return Shell.run(command.toArray(String[]::new));
  }

  /** The containers of one service, as names. */
  static List<String> containers(String service) {
    return compose("ps", "-a", "--format", "{{.Name}}", service).lines().toList();
  }

  HttpResponse<String> get(int port, String path) {
    return ask("GET", port, path);
  }

  HttpResponse<String> post(int port, String path) {
    return ask("POST", port, path);
  }

  HttpResponse<String> ask(String method, int port, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(30))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException broken) {
      throw new AssertionError(method + " " + port + path, broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }

  /** Waits for something to hold and prints how long that took, for people to read. */
  void awaits(String what, Callable<Boolean> holds) {
    long start = System.nanoTime();
    await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(holds);
    System.out.printf("[compose] %s: after %d ms%n", what, (System.nanoTime() - start) / 1_000_000);
  }

  /** Waits until every node serves both services. */
  void awaitWhole() {
    awaits("both UP", this::whole);
  }

  boolean whole() {
    return healthy(CP) && healthy(AP);
  }

  boolean healthy(int port) {
    return get(port, "/health").body().contains("\"status\":\"UP\"");
  }

  /** Whether the breaker of a node is in a state, as the instance that answers sees it. */
  boolean breaker(int port, String node, String state) {
    String said = get(port, "/circuit-breaker/" + node).body();
    return said.contains("\"state\":\"" + state + "\"");
  }

  @Override
  public void close() {
    client.close();
    compose("--profile", "zones", "down", "-v", "--remove-orphans");
  }

  static boolean grafanaCannotBeHad() {
    String image =
        compose("config", "--images")
            .lines()
            .filter(i -> i.startsWith("grafana/"))
            .findFirst()
            .orElseThrow();
    return Shell.attempt(Map.of(), "docker", "image", "inspect", image).status() != 0
        && Shell.attempt(Map.of(), "docker", "pull", "-q", image).status() != 0;
  }
}
