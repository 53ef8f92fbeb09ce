package caplab.ap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.node.RedisServer;
import caplab.node.RedisServers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** What app-ap does at the limits that were set: of staleness, and of a log's size. */
class ApLimitsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private RedisServers servers;
  private RedisServer first;
  private RedisServer third;

  @BeforeEach
  void start() {
    servers = RedisServers.start(3);
    first = servers.named("db_g1");
    third = servers.named("db_g3");
  }

  @AfterEach
  void stop() {
    servers.all().forEach(RedisServer::resume);
    servers.close();
  }

  @Test
  void slowsWritesDown_whileReadsAreStale_underThePolicyThrottle() {
    Map<String, String> throttle =
        Map.of("STALENESS_POLICY", "throttle", "MAX_STALENESS_MS", "2000");
    try (ApInstance app = ApInstance.start(servers.addresses(), throttle)) {
      await().atMost(PATIENCE).until(() -> !app.get("/read/a").json().path("stale").asBoolean());
      third.kill();
      // The wait grows with what the bound exceeds the limit by, up to a tenth of the limit.
      await()
          .atMost(PATIENCE)
          .until(() -> app.get("/read/a").json().path("staleness_ms").asLong() > 2_300);
      long began = System.nanoTime();
      assertThat(app.post("/write/a/1", "").status()).isEqualTo(200);
      long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
      assertThat(tookMs).as("never less than the wait").isGreaterThanOrEqualTo(199);
      assertThat(app.get("/read/a").text("value")).isEqualTo("1");
    }
  }

  @Test
  void resyncs_whenTheLogGrewPastItsBytes() {
    String value = "x".repeat(20_000);
    try (ApInstance app =
        ApInstance.start(servers.addresses(), Map.of("AP_LOG_CAP_BYTES", "200000"))) {
      await().atMost(PATIENCE).until(() -> !app.get("/read/k").json().path("stale").asBoolean());
      third.pause();
      for (int i = 0; i < 40; i++) {
        assertThat(app.post("/write/k" + i, value + i).status()).isEqualTo(200);
      }
      await().atMost(PATIENCE).until(() -> logLength(first) < 20);
      third.resume();
      await().atMost(PATIENCE).until(() -> app.logged().contains("trimmed past the cursor"));
      await().atMost(PATIENCE).until(() -> !app.get("/read/k0").json().path("stale").asBoolean());
      servers.all().stream().filter(server -> server != third).forEach(RedisServer::kill);
      assertThat(app.get("/read/k0").text("value")).isEqualTo(value + 0);
      assertThat(app.get("/read/k39").text("value")).isEqualTo(value + 39);
    }
  }

  private static long logLength(RedisServer server) {
    try (Jedis client = server.client()) {
      return client.xlen("ap:log");
    }
  }
}
