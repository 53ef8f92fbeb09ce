package caplab.ap;

import static caplab.http.EveryRoute.CHANGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.http.EveryRoute;
import caplab.node.RedisServer;
import caplab.node.RedisServers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever app-ap describes as an answer of its own can be seen, at every route. That nothing is
 * answered that is not described, {@link ApInstance} holds in every test.
 */
class ApEveryAnswerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path folder;

  private final Path features = EveryRoute.features(folder);
  private final RedisServers servers = RedisServers.start(3);
  private final ApInstance app =
      ApInstance.start(
          servers.addresses(),
          Map.of(
              "SHUTDOWN_NOTICE_MS",
              "30000",
              "REQUEST_TIMEOUT_SEC",
              "2",
              "FEATURES_FILE",
              features.toString()));
  private final EveryRoute routes =
      new EveryRoute(
          (method, path, body, headers) -> app.ask(method, path, body, headers).status());

  @AfterEach
  void end() {
    servers.all().forEach(RedisServer::resume);
    app.close();
    servers.close();
  }

  private void healthy() {
    await().atMost(PATIENCE).until(() -> app.get("/health").text("status").equals("UP"));
  }

  @Test
  void everyAnswerThatIsDescribedIsSeen() {
    healthy();
    routes.both(404, "/read/none");
    routes.changes(200);
    app.post("/write/k/v", "");
    routes.both(200, "/read/k");
    routes.whole();
    routes.switchedOff(features);
    healthy();
    routes.full(servers);
    silent();
    servers.all().forEach(RedisServer::resume);
    healthy();
    app.terminate();
    await().atMost(PATIENCE).until(() -> app.get("/live").status() == 503);
    routes.going();
    EveryRoute.assertAllSeen(app.description());
  }

  /** Every node falls silent: first under a change, of which nobody can know; then before it. */
  private void silent() {
    for (String line : CHANGES) {
      healthy();
      servers.all().forEach(RedisServer::pause);
      assertThat(routes.ask(line)).as(line).isEqualTo(504);
      if (!line.startsWith("DELETE")) {
        servers.all().forEach(RedisServer::resume);
      }
    }
    await().atMost(PATIENCE).until(() -> app.get("/health").status() == 503);
    for (String line : CHANGES) {
      await(line).atMost(PATIENCE).until(() -> routes.ask(line) == 503);
    }
    routes.both(503, "/read/k");
    routes.down();
  }
}
