package caplab.ap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.ap.ApInstance.Told;
import caplab.node.FakeServer;
import caplab.node.RedisServer;
import caplab.node.RedisServers;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** app-ap with other numbers of nodes than three, and with one that is no Redis at all. */
class ApSizesTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void writesAndReads_withAnyNumberOfNodes_downToTheLast(int count) {
    try (RedisServers servers = RedisServers.start(count);
        ApInstance app = ApInstance.start(servers.addresses(), Map.of())) {
      assertThat(app.post("/write/a/1", "").status()).isEqualTo(200);
      String last = servers.all().getLast().name();
      await()
          .atMost(PATIENCE)
          .until(() -> {
            Told all = app.get("/read/a?level=all");
            return all.status() == 200 && !all.json().path("stale").asBoolean();
          });
      servers.all().subList(0, count - 1).forEach(RedisServer::kill);
      Told left = app.get("/read/a");
      assertThat(left.status()).isEqualTo(200);
      assertThat(left.text("value")).isEqualTo("1");
      assertThat(left.text("node")).isEqualTo(last);
      assertThat(app.post("/write/a/2", "").status()).isEqualTo(200);
      assertThat(app.get("/read/a").text("value")).isEqualTo("2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"+banana\r\n", "*1000000000\r\n"})
  void answersHonestly_besideANodeThatSpeaksGarbage(String garbage) throws IOException {
    try (RedisServers servers = RedisServers.start(2);
        FakeServer strange = new FakeServer(command -> garbage)) {
      garbageAtHome(servers, strange);
    }
  }

  @Test
  void answersHonestly_besideANodeThatGreetsWellAndThenSpeaksGarbage() throws IOException {
    try (RedisServers servers = RedisServers.start(2);
        FakeServer strange = FakeServer.greetingThen(command -> "*2\r\n:1\r\n$3\r\nabcdef\r\n")) {
      garbageAtHome(servers, strange);
    }
  }

  /** Its home speaks garbage: others serve, no bound is claimed, and its breaker opens. */
  private static void garbageAtHome(RedisServers servers, FakeServer strange) {
    String home = "db_g9=127.0.0.1:" + strange.address().port();
    String nodes = servers.addresses() + "," + home;
    try (ApInstance app = ApInstance.start(nodes, Map.of("HOME_NODE", "db_g9"))) {
      for (int i = 0; i < 10; i++) {
        Told written = app.post("/write/a/" + i, "");
        assertThat(written.status()).as(written.response().body()).isEqualTo(200);
        assertThat(written.text("node")).isNotEqualTo("db_g9");
        Told read = app.get("/read/a");
        assertThat(read.text("value")).isEqualTo(Integer.toString(i));
        assertThat(read.json().path("staleness_ms").isNull()).isTrue();
        assertThat(read.json().path("stale").asBoolean()).isTrue();
      }
      await()
          .atMost(PATIENCE)
          .until(() -> app.get("/circuit-breaker/db_g9").text("state").equals("OPEN"));
      assertThat(app.get("/health").text("status")).isEqualTo("DEGRADED");
      assertThat(app.get("/health/detailed").json().path("nodes_serving").size()).isEqualTo(2);
      for (String path : List.of("/read/a?level=all", "/read/a?max_staleness_ms=1000")) {
        assertThat(app.get(path).status()).as(path).isEqualTo(503);
      }
    }
  }
}
