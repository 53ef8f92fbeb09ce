package caplab.cp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.node.RedisServer;
import caplab.node.RedisServers;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/**
 * Whatever app-cp describes as an answer of its own can be seen, at every route. That nothing is
 * answered that is not described, {@link CpInstance} holds in every test.
 */
class CpEveryAnswerTest {

  private static final List<String> CHANGES =
      List.of("POST /write/k/v", "POST /write/k", "PUT /write/k", "DELETE /write/k");

  private final RedisServers servers = RedisServers.start(3);
  private final CpInstance app = CpInstance.start(servers).healthy();

  @AfterEach
  void end() {
    servers.all().forEach(RedisServer::resume);
    app.close();
    servers.close();
  }

  private CpInstance.Answer ask(String line, String... headers) {
    String[] parts = line.split(" ");
    boolean body = line.startsWith("PUT") || line.equals("POST /write/k");
    return app.send(parts[0], parts[1], body ? "v" : "", headers);
  }

  private void changes(int status, String... headers) {
    CHANGES.forEach(line -> assertThat(ask(line, headers).status()).as(line).isEqualTo(status));
  }

  private void both(int status, String path, String... headers) {
    for (String method : List.of("GET ", "HEAD ")) {
      assertThat(ask(method + path, headers).status()).as(method + path).isEqualTo(status);
    }
  }

  private void everyServer(Consumer<RedisServer> what) {
    servers.all().forEach(what);
  }

  private void memory(String most) {
    everyServer(server -> {
      try (Jedis client = server.client()) {
        client.configSet("maxmemory", most);
      }
    });
  }

  @Test
  void everyAnswerThatIsDescribedIsSeen() {
    inHealth();
    memory("1");
    changes("DELETE /write/k"::equals, 507);
    memory("0");
    String op = silent();
    refused(op);
    everyServer(RedisServer::resume);
    app.healthy();
    // It had not come as far as its claim: the same request again settles it (CP-8).
    String last = CHANGES.getLast();
    assertThat(ask(last, "Idempotency-Key", "after " + last).status()).isEqualTo(200);
    both(200, op);
    app.giveNotice();
    both(503, "/live");
    both(503, "/healthz");
    assertThat(app.description().faultsOfExamples()).isEmpty();
    assertThat(app.description().unseenOfItsOwn())
        // Too many requests at once: seen at every route where the limit can be set low.
        .filteredOn(
            answer -> !answer.matches("\\w+ /(circuit-breaker.*|metrics|openapi.json|) 503"))
        // Deletes are let through by a node that is full, as they make room.
        .filteredOn(answer -> !answer.equals("DELETE /write/{key} 507"))
        .isEmpty();
  }

  private void changes(java.util.function.Predicate<String> not, int status) {
    CHANGES.stream()
        .filter(not.negate())
        .forEach(line -> assertThat(ask(line).status()).as(line).isEqualTo(status));
  }

  private void inHealth() {
    both(404, "/read/none");
    changes(200);
    changes(412, "If-Match", "\"999\"");
    assertThat(app.put("other", "v", "Idempotency-Key", "used").status()).isEqualTo(200);
    changes(422, "Idempotency-Key", "used");
    app.put("k", "v");
    both(200, "/read/k");
    both(304, "/read/k", "If-None-Match", "*");
    both(412, "/read/k", "If-Match", "\"999\"");
    for (String path :
        List.of("/live", "/healthz", "/ready", "/readyz", "/ready?verbose", "/readyz?verbose")) {
      both(200, path);
    }
    for (String path : List.of("/health", "/health/detailed", "/metrics", "/", "/openapi.json")) {
      both(200, path);
    }
    both(200, "/circuit-breaker");
    both(200, "/circuit-breaker/db_g1");
    both(404, "/circuit-breaker/db_g9");
    for (String work : List.of("open", "close", "reset")) {
      assertThat(ask("POST /circuit-breaker/db_g1/" + work).status()).isEqualTo(200);
      assertThat(ask("POST /circuit-breaker/db_g9/" + work).status()).isEqualTo(404);
    }
    app.healthy();
  }

  /** A majority falls silent under each kind of change; the link of one of them. */
  private String silent() {
    String op = "";
    for (String line : CHANGES) {
      app.healthy();
      app.put("k", "v");
      servers.named("db_g2").pause();
      servers.named("db_g3").pause();
      Thread first = Thread.startVirtualThread(() -> ask(line, "Idempotency-Key", "of " + line));
      await(line)
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> ask(line, "Idempotency-Key", "of " + line).status(),
              status -> status == 409 || !first.isAlive());
      CpInstance.Answer unknown = ask(line, "Idempotency-Key", "after " + line);
      assertThat(unknown.status()).as(line).isEqualTo(504);
      op = unknown.text("op");
      everyServer(RedisServer::resume);
    }
    app.healthy();
    everyServer(RedisServer::pause);
    await().atMost(Duration.ofSeconds(30)).until(() -> app.get("/health").status() == 503);
    return op;
  }

  private void refused(String op) {
    both(503, op);
    changes(503);
    both(503, "/read/k");
    for (String path :
        List.of("/ready", "/readyz", "/ready?verbose", "/readyz?verbose", "/health")) {
      both(503, path);
    }
    both(503, "/health/detailed");
  }
}
