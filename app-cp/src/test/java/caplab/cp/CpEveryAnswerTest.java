package caplab.cp;

import static caplab.http.EveryRoute.CHANGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.http.EveryRoute;
import caplab.node.RedisServer;
import caplab.node.RedisServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever app-cp describes as an answer of its own can be seen, at every route. That nothing is
 * answered that is not described, {@link CpInstance} holds in every test.
 */
class CpEveryAnswerTest {

  @TempDir private static Path folder;

  private final Path features = EveryRoute.features(folder);
  private final RedisServers servers = RedisServers.start(3);
  private final CpInstance app =
      CpInstance.start(servers, "FEATURES_FILE", features.toString()).healthy();

  /** What was told with the last answer, of the place where to ask what became of a write. */
  private final AtomicReference<String> op = new AtomicReference<>("");

  private final EveryRoute routes = new EveryRoute(this::status);

  @AfterEach
  void end() {
    servers.all().forEach(RedisServer::resume);
    app.close();
    servers.close();
  }

  private int status(String method, String path, String body, String... headers) {
    CpInstance.Answer answer = app.send(method, path, body, headers);
    op.set(answer.text("op"));
    return answer.status();
  }

  @Test
  void everyAnswerThatIsDescribedIsSeen() {
    inHealth();
    routes.full(servers);
    String asked = silent();
    routes.both(503, asked);
    routes.changes(503);
    routes.both(503, "/read/k");
    routes.down();
    servers.all().forEach(RedisServer::resume);
    app.healthy();
    // It had not come as far as its claim: the same request again settles it (CP-8), and it is
    // told.
    assertThat(app.get(asked).text("detail")).contains("the same Idempotency-Key");
    String last = CHANGES.getLast();
    assertThat(routes.ask(last, "Idempotency-Key", "after " + last)).isEqualTo(200);
    routes.both(200, asked);
    app.giveNotice();
    routes.going();
    EveryRoute.assertAllSeen(app.description());
  }

  private void inHealth() {
    routes.both(404, "/read/none");
    routes.changes(200);
    routes.changes(412, "If-Match", "\"999\"");
    assertThat(app.put("other", "v", "Idempotency-Key", "used").status()).isEqualTo(200);
    routes.changes(422, "Idempotency-Key", "used");
    app.put("k", "v");
    routes.both(200, "/read/k");
    routes.both(304, "/read/k", "If-None-Match", "*");
    routes.both(412, "/read/k", "If-Match", "\"999\"");
    routes.whole();
    routes.switchedOff(features);
    app.healthy();
  }

  /** A majority falls silent under each kind of change; the link of the last. */
  private String silent() {
    String asked = "";
    for (String line : CHANGES) {
      app.healthy();
      app.put("k", "v");
      servers.named("db_g2").pause();
      servers.named("db_g3").pause();
      String name = "of " + line;
      Thread first = Thread.startVirtualThread(() -> routes.ask(line, "Idempotency-Key", name));
      await(line)
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> routes.ask(line, "Idempotency-Key", name),
              status -> status == 409 || !first.isAlive());
      await(line).atMost(Duration.ofSeconds(20)).until(() -> !first.isAlive());
      assertThat(routes.ask(line, "Idempotency-Key", "after " + line)).as(line).isEqualTo(504);
      asked = op.get();
      servers.all().forEach(RedisServer::resume);
    }
    app.healthy();
    servers.all().forEach(RedisServer::pause);
    await().atMost(Duration.ofSeconds(30)).until(() -> app.get("/health").status() == 503);
    return asked;
  }
}
