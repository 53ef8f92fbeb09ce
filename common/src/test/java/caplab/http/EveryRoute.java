package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.node.RedisServer;
import caplab.node.RedisServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import redis.clients.jedis.Jedis;

/** Asks a service at all its routes for the answers that both services give. */
public final class EveryRoute {

  /** Sends a request, and tells the status of its answer. */
  public interface Asker {
    int status(String method, String path, String body, String... headers);
  }

  /** All ways to change a key, as {@code METHOD path}. */
  public static final List<String> CHANGES =
      List.of("POST /write/k/v", "POST /write/k", "PUT /write/k", "DELETE /write/k");

  private static final List<String> READINESS =
      List.of("/ready", "/readyz", "/ready?verbose", "/readyz?verbose");
  private static final List<String> HEALTH = List.of("/health", "/health/detailed");
  private static final List<String> LIVENESS = List.of("/live", "/healthz");

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Asker asker;

  public EveryRoute(Asker asker) {
    this.asker = asker;
  }

  /**
   * @param line method and path
   */
  public int ask(String line, String... headers) {
    String[] parts = line.split(" ");
    boolean body = line.startsWith("PUT") || line.equals("POST /write/k");
    return asker.status(parts[0], parts[1], body ? "v" : "", headers);
  }

  /** Every change has this answer. */
  public void changes(int status, String... headers) {
    CHANGES.forEach(line -> assertThat(ask(line, headers)).as(line).isEqualTo(status));
  }

  /** GET and HEAD have this answer. */
  public void both(int status, String path, String... headers) {
    for (String method : List.of("GET ", "HEAD ")) {
      assertThat(ask(method + path, headers)).as(method + path).isEqualTo(status);
    }
  }

  private void all(int status, List<String> paths) {
    paths.forEach(path -> both(status, path));
  }

  /** What is there whatever becomes of keys, of a service whose nodes are well. */
  public void whole() {
    all(200, LIVENESS);
    all(200, READINESS);
    all(200, HEALTH);
    all(200, List.of("/metrics", "/", "/openapi.json", "/circuit-breaker"));
    both(200, "/circuit-breaker/db_g1");
    both(404, "/circuit-breaker/db_g9");
    for (String work : List.of("open", "close", "reset")) {
      assertThat(ask("POST /circuit-breaker/db_g1/" + work)).isEqualTo(200);
      assertThat(ask("POST /circuit-breaker/db_g9/" + work)).isEqualTo(404);
    }
  }

  /** A file of flags by which everything is there. */
  public static Path features(Path folder) {
    Path features = folder.resolve("features.yaml");
    write(features, true);
    return features;
  }

  private static void write(Path features, boolean there) {
    try {
      Files.writeString(features, "metrics: %1$s\nhealth_check: %1$s\n".formatted(there));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Flags take away what they can.
   *
   * @param features the file of flags that the service reads
   */
  public void switchedOff(Path features) {
    for (boolean there : new boolean[] {false, true}) {
      write(features, there);
      for (String path : List.of("/metrics", "/health/detailed")) {
        int status = there ? 200 : 404;
        await(path).atMost(PATIENCE).until(() -> ask("GET " + path) == status);
        both(status, path);
      }
    }
  }

  /** The nodes take nothing more; a delete they do take, as it makes room. */
  public void full(RedisServers servers) {
    memory(servers, "1");
    CHANGES.stream()
        .filter(Predicate.not("DELETE /write/k"::equals))
        .forEach(line -> assertThat(ask(line)).as(line).isEqualTo(507));
    memory(servers, "0");
  }

  private static void memory(RedisServers servers, String most) {
    for (RedisServer server : servers.all()) {
      try (Jedis client = server.client()) {
        client.configSet("maxmemory", most);
      }
    }
  }

  /** No node answers. */
  public void down() {
    all(503, READINESS);
    all(503, HEALTH);
  }

  /** It was told that it is to go. */
  public void going() {
    all(503, LIVENESS);
  }

  /** Nothing is described that no request had for an answer. */
  public static void assertAllSeen(Description description) {
    assertThat(description.faultsOfExamples()).isEmpty();
    assertThat(description.unseenOfItsOwn())
        // Too many requests at once: seen at every route where the limit can be set low.
        .filteredOn(
            answer -> !answer.matches("\\w+ /(circuit-breaker.*|metrics|openapi.json|) 503"))
        // Deletes are let through by a node that is full, as they make room.
        .filteredOn(answer -> !answer.equals("DELETE /write/{key} 507"))
        .isEmpty();
  }
}
