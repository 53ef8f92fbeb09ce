package caplab.ap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.ap.ApInstance.Told;
import caplab.node.RedisServer;
import caplab.node.RedisServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/**
 * What app-ap answers while real nodes die, fall silent, lose their disks or fill up.
 *
 * <p>Longer than other files: all faults strike the same three servers, which start slowly.
 */
class ApFaultsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private RedisServers servers;
  private RedisServer first;
  private RedisServer second;
  private RedisServer third;

  @BeforeEach
  void start() {
    servers = RedisServers.startFor("app-ap", 3);
    first = servers.named("db_g1");
    second = servers.named("db_g2");
    third = servers.named("db_g3");
  }

  @AfterEach
  void stop() {
    servers.all().forEach(RedisServer::resume);
    servers.close();
  }

  /** CP-18. */
  @Test
  void saysWhichNodesTakeNoWrites_andServesByTheOthers() {
    try (ApInstance app = synced(Map.of("CIRCUIT_OPEN_MS", "300"))) {
      app.post("/write/a/1", "");
      minReplicas(first, 1);
      await().atMost(PATIENCE).until(() -> app.get("/health").text("status").equals("DEGRADED"));
      assertThat(app.get("/health/detailed").json().path("nodes").path("db_g1").toString())
          .contains("NOREPLICAS Not enough good replicas", "\"state\":\"CLOSED\"");
      assertThat(app.get("/ready").status()).isEqualTo(200);
      assertThat(app.post("/write/a/2", "").status()).isEqualTo(200);

      minReplicas(second, 1);
      minReplicas(third, 1);
      await().atMost(PATIENCE).until(() -> app.get("/ready").status() == 503);
      assertThat(app.get("/read/a").status()).isEqualTo(200);
      Told refused = app.post("/write/a/3", "");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.json().path("nodes").toString())
          .contains("refused")
          .doesNotContain("unreachable");
    }
  }

  private static void minReplicas(RedisServer server, int least) {
    try (Jedis client = server.client()) {
      client.configSet("min-replicas-to-write", Integer.toString(least));
    }
  }

  @Test
  void answersWhileAnyNodeIsReachable_andSaysHowStale() {
    try (ApInstance app = synced(Map.of("MAX_STALENESS_MS", "400"))) {
      app.post("/write/a/1", "");
      converged(app, "a", "1");
      first.kill();
      second.kill();
      for (int i = 0; i < 30; i++) {
        assertThat(app.post("/write/a/" + i, "").status()).isEqualTo(200);
        assertThat(app.get("/read/a").text("value")).isEqualTo(Integer.toString(i));
      }
      await().atMost(PATIENCE).until(() -> app.get("/read/a").json().path("stale").asBoolean());
      Told stale = app.get("/read/a");
      assertThat(stale.text("node")).isEqualTo("db_g3");
      assertThat(stale.json().path("staleness_ms").asInt()).isGreaterThan(400);
      Told bounded = app.get("/read/a?max_staleness_ms=100");
      assertThat(bounded.status()).isEqualTo(503);
      assertThat(bounded.text("outcome")).isEqualTo("not_applied");
      assertThat(app.get("/read/a?level=quorum").status()).isEqualTo(503);
      assertThat(app.get("/health").text("status")).isEqualTo("DEGRADED");
      third.kill();
      await().atMost(PATIENCE).until(() -> app.post("/write/a/lost", "").status() == 503);
      Told refused = app.get("/read/a");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isNotEmpty();
      assertThat(refused.json().path("quorum").path("required").asInt()).isEqualTo(1);
      servers.all().forEach(RedisServer::start);
      await().atMost(PATIENCE).until(() -> app.get("/read/a").status() == 200);
      converged(app, "a", "29");
      bounded(app);
    }
  }

  /** AP-6: a resync from the robbed node takes nothing from the others, nor does a single key. */
  @Test
  void keepsAcknowledgedValues_thatSomebodyDeletedOnOneNode_andCountsThem() {
    try (ApInstance app = synced(Map.of())) {
      for (int i = 0; i < 60; i++) {
        assertThat(app.post("/write/k" + i + "/v", "").status()).isEqualTo(200);
      }
      converged(app, "k59", "v");
      try (Jedis client = first.client()) {
        for (int i = 0; i < 40; i++) {
          assertThat(client.del("ap:k:k" + i)).isEqualTo(1);
        }
      }
      for (RedisServer restarted : List.of(third, second)) {
        restarted.restart();
        bounded(app);
      }
      for (int i = 0; i < 60; i++) {
        converged(app, "k" + i, "v");
      }
      assertThat(app.get("/metrics").response().body())
          .contains("ap_lost_values{mode=\"ap\",node=\"db_g1\"} 40");
      try (Jedis client = second.client()) {
        assertThat(client.del("ap:k:k7")).isEqualTo(1);
      }
      converged(app, "k7", "v");
    }
  }

  /** AP-2. */
  @Test
  void sessionsDeleteTakesEffect_thoughItsNodeNeverHeldWhatItWasShown() {
    try (ApInstance app = synced(Map.of())) {
      second.pause();
      third.pause();
      String token = app.post("/write/a/v", "").header("X-Session-Token");
      token = app.get("/read/a", "X-Session-Token", token).header("X-Session-Token");
      first.pause();
      second.resume();
      third.resume();
      await().atMost(PATIENCE).until(() -> app.get("/read/other").status() == 404);
      Told deleted = app.delete("/write/a", "X-Session-Token", token);
      assertThat(deleted.text("node")).isNotEqualTo("db_g1");
      assertThat(deleted.json().path("existed").asBoolean()).isFalse();
      assertThat(deleted.text("session")).isEqualTo("satisfied");
      first.resume();
      converged(app, "a", null);
      Told read =
          app.get(
              "/read/a?session=strict&level=all",
              "X-Session-Token",
              deleted.header("X-Session-Token"));
      assertThat(read.status()).isEqualTo(404);
      assertThat(read.text("session")).isEqualTo("satisfied");
    }
  }

  /** AP-12. */
  @Test
  void refusesSiblingsPastTheLimit_andGoesOnServing() {
    try (ApInstance app =
        synced(Map.of("AP_SIBLINGS_MAX", "5", "AP_SIBLINGS_MAX_BYTES", "10000"))) {
      String context = app.post("/write/a/1", "").header("X-Causal-Context");
      app.post("/write/a/2", "");
      for (int i = 0; i < 4; i++) {
        assertThat(app.post("/write/a/s" + i, "", "X-Causal-Context", context).status())
            .isEqualTo(200);
      }
      Told refused = app.post("/write/a/s5", "", "X-Causal-Context", context);
      assertThat(refused.status()).isEqualTo(507);
      assertThat(refused.text("outcome")).isEqualTo("not_applied");
      assertThat(refused.text("title")).isEqualTo("Too many siblings");
      assertThat(refused.text("detail")).contains("5 siblings");
      assertThat(app.post("/write/b", "x".repeat(20_000)).status()).isEqualTo(200);
      String all = app.get("/read/a").header("X-Causal-Context");
      assertThat(app.post("/write/a/resolved", "", "X-Causal-Context", all).status())
          .isEqualTo(200);
      converged(app, "a", "resolved");
    }
  }

  @Test
  void answersInTime_whenItsHomeNodeFallsSilent() {
    try (ApInstance app = synced(Map.of())) {
      app.post("/write/a/1", "");
      converged(app, "a", "1");
      first.pause();
      for (int i = 0; i < 10; i++) {
        Told write = app.post("/write/a/after-" + i, "");
        assertThat(write.status()).isEqualTo(200);
        assertThat(write.text("node")).isNotEqualTo("db_g1");
      }
      assertThat(app.get("/read/a").text("value")).isEqualTo("after-9");
      first.resume();
      converged(app, "a", "after-9");
      bounded(app);
    }
  }

  @Test
  void bringsDataBack_whenANodeIsFlushed() {
    try (ApInstance app = synced(Map.of())) {
      app.post("/write/a/1", "");
      app.post("/write/b/2", "");
      converged(app, "a", "1");
      converged(app, "b", "2");
      try (Jedis client = first.client()) {
        client.flushAll();
      }
      assertThat(app.post("/write/c/3", "").status()).isEqualTo(200);
      converged(app, "a", "1");
      converged(app, "b", "2");
      converged(app, "c", "3");
      await().atMost(PATIENCE).until(() -> app.logged().contains("NODE_QUARANTINED"));
      bounded(app);
    }
  }

  @Test
  void bringsDataBack_whenANodeComesWithAnEmptyDisk() {
    try (ApInstance app = synced(Map.of())) {
      app.post("/write/a/1", "");
      converged(app, "a", "1");
      second.wipe();
      converged(app, "a", "1");
      app.post("/write/a/2", "");
      converged(app, "a", "2");
      bounded(app);
    }
  }

  @Test
  void losesNothing_whenANodeComesWithAnOldDisk() throws IOException {
    try (ApInstance app = synced(Map.of())) {
      app.post("/write/a/old", "");
      app.post("/write/gone/old", "");
      converged(app, "a", "old");
      converged(app, "gone", "old");
      first.kill();
      Path copy = Files.createTempDirectory("old-disk-");
      copy(first.folder(), copy);
      first.start();
      await().atMost(PATIENCE).until(() -> node(app, "a").equals("db_g1"));
      app.post("/write/a/new", "");
      app.delete("/write/gone");
      converged(app, "a", "new");
      converged(app, "gone", null);
      first.kill();
      copy(copy, first.folder());
      first.start();
      await().atMost(PATIENCE).until(() -> node(app, "a").equals("db_g1"));
      app.post("/write/b/after", "");
      converged(app, "b", "after");
      converged(app, "a", "new");
      converged(app, "gone", null);
      bounded(app);
    }
  }

  @Test
  void shipsAnAcknowledgedWrite_thoughTheServiceDiedRightAfterIt() {
    ApInstance app = synced(Map.of());
    second.pause();
    third.pause();
    assertThat(app.post("/write/a/survives", "").status()).isEqualTo(200);
    app.kill();
    second.resume();
    third.resume();
    assertThat(values(second, "a")).isEmpty();
    try (ApInstance next = ApInstance.start(servers.addresses(), Map.of("HOME_NODE", "db_g3"))) {
      converged(next, "a", "survives");
    }
  }

  @Test
  void resyncs_whenTheLogWasTrimmedPastATarget() {
    try (ApInstance app = synced(Map.of("AP_LOG_CAP", "10"))) {
      third.pause();
      for (int i = 0; i < 60; i++) {
        assertThat(app.post("/write/k" + i + "/" + i, "").status()).isEqualTo(200);
      }
      await().atMost(PATIENCE).until(() -> logLength(first) <= 10);
      third.resume();
      converged(app, "k0", "0");
      converged(app, "k59", "59");
      await().atMost(PATIENCE).until(() -> app.logged().contains("trimmed past the cursor"));
      bounded(app);
    }
  }

  @Test
  void refusesWhenEveryNodeIsFull_butDeletes() {
    try (ApInstance app = synced(Map.of())) {
      app.post("/write/a/1", "");
      converged(app, "a", "1");
      memory("1");
      Told full = app.post("/write/b/2", "");
      assertThat(full.status()).isEqualTo(507);
      assertThat(full.text("outcome")).isEqualTo("not_applied");
      assertThat(app.delete("/write/a").status()).isEqualTo(200);
      memory("0");
      assertThat(app.post("/write/b/2", "").status()).isEqualTo(200);
      converged(app, "a", null);
    }
  }

  /** AP-6 and B-5. */
  @Test
  void fullNodesTakeWritesAgain_onceEnoughWasDeleted() {
    String value = "x".repeat(2_000);
    try (ApInstance app = synced(Map.of())) {
      for (RedisServer server : servers.all()) {
        try (Jedis client = server.client()) {
          long used = Long.parseLong(client.memoryStats().get("total.allocated").toString());
          client.configSet("maxmemory", Long.toString(used + 3_000_000));
        }
      }
      int written = 0;
      while (app.post("/write/k" + written, value).status() == 200) {
        written++;
      }
      assertThat(written).isGreaterThan(200);
      for (int key = 0; key < written / 2; key++) {
        assertThat(app.delete("/write/k" + key).status()).isEqualTo(200);
      }
      await().atMost(PATIENCE).until(() -> app.post("/write/again", value).status() == 200);
      converged(app, "again", value);
      bounded(app);
    }
  }

  @Test
  void doesWhatThePolicySays_pastTheBound() {
    try (ApInstance refuse =
            synced(Map.of("MAX_STALENESS_MS", "300", "STALENESS_POLICY", "refuse"));
        ApInstance fall =
            synced(Map.of("MAX_STALENESS_MS", "300", "STALENESS_POLICY", "fallthrough"))) {
      assertThat(fall.post("/write/a/1", "").status()).isEqualTo(200);
      converged(fall, "a", "1");
      third.kill();
      await().atMost(PATIENCE).until(() -> refuse.get("/read/a").status() == 503);
      Told merged = fall.get("/read/a");
      assertThat(merged.status()).isEqualTo(200);
      assertThat(merged.json().path("stale").asBoolean()).isTrue();
      assertThat(merged.json().path("merged").size()).isEqualTo(2);
    }
  }

  @Test
  void answersFromItsCache_asOldAsItIs() {
    try (ApInstance app = synced(Map.of("AP_CACHE_MS", "3600000"))) {
      app.post("/write/a/1", "");
      Told fresh = app.get("/read/a");
      servers.all().forEach(RedisServer::kill);
      await().atMost(PATIENCE).until(() -> app.get("/read/b").status() == 503);
      Told cached = app.get("/read/a");
      assertThat(cached.text("value")).isEqualTo("1");
      assertThat(cached.json().path("staleness_ms").asInt())
          .isGreaterThan(fresh.json().path("staleness_ms").asInt());
    }
  }

  @Test
  void endsInOrder_onSigterm() {
    try (ApInstance app = synced(Map.of())) {
      app.post("/write/a/1", "");
      assertThat(app.stop()).isZero();
      assertThat(values(second, "a")).containsExactly("1");
      assertThat(values(third, "a")).containsExactly("1");
    }
  }

  private ApInstance synced(Map<String, String> settings) {
    ApInstance app = ApInstance.start(servers.addresses(), settings);
    bounded(app);
    return app;
  }

  /** Waits until every node states a bound again. */
  private static void bounded(ApInstance app) {
    await()
        .atMost(PATIENCE)
        .until(() ->
            Stream.of("db_g1", "db_g2", "db_g3")
                .allMatch(node ->
                    app.get("/health/detailed")
                        .json()
                        .path("replication")
                        .path(node)
                        .path("staleness_ms")
                        .isNumber()));
  }

  /** Waits until every node holds exactly this value, or none if it is null. */
  private void converged(ApInstance app, String key, String value) {
    List<String> expected = value == null ? List.of() : List.of(value);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          for (RedisServer server : servers.all()) {
            assertThat(values(server, key)).as(server.name()).isEqualTo(expected);
          }
        });
    assertThat(app.get("/read/" + key).text("value")).isEqualTo(value == null ? "" : value);
  }

  private static String node(ApInstance app, String key) {
    return app.get("/read/" + key).text("node");
  }

  private static List<String> values(RedisServer server, String key) {
    try (Jedis client = server.client()) {
      return client.hgetAll("ap:k:" + key).entrySet().stream()
          .filter(field -> field.getKey().contains("="))
          .map(field -> field.getValue().split(",", 3)[2])
          .toList();
    }
  }

  private static long logLength(RedisServer server) {
    try (Jedis client = server.client()) {
      return client.xlen("ap:log");
    }
  }

  private void memory(String bytes) {
    for (RedisServer server : servers.all()) {
      try (Jedis client = server.client()) {
        client.configSet("maxmemory", bytes);
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(to)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        if (!file.equals(to)) {
          Files.delete(file);
        }
      }
    }
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        if (!file.equals(from)) {
          Files.copy(file, to.resolve(from.relativize(file)));
        }
      }
    }
  }
}
