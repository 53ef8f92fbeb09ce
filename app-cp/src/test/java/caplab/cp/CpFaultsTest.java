package caplab.cp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.node.RedisServer;
import caplab.node.RedisServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** app-cp on three real Redis servers that die, fall silent, lose their disks and come back. */
class CpFaultsTest {

  private static final int TAGS = 16;
  private static final Duration LONG = Duration.ofSeconds(30);

  private RedisServers servers;
  private CpInstance app;

  @BeforeEach
  void start() {
    servers = RedisServers.startFor("app-cp", 3);
    app = CpInstance.start(servers).healthy();
  }

  @AfterEach
  void end() {
    servers.all().forEach(RedisServer::resume);
    app.close();
    servers.close();
  }

  private void wrote(String key, String value) {
    assertThat(app.put(key, value).status()).isEqualTo(200);
  }

  private long count(String member) {
    return app.get("/health/detailed").number(member);
  }

  private void breakersOpen(int open) {
    await()
        .atMost(LONG)
        .until(() ->
            app.nodes().byName().values().stream()
                    .filter(node -> node.breaker().state().gauge == 2)
                    .count()
                >= open);
  }

  /** CP-18. */
  @Test
  void saysThatItTakesNoWrites_andReadsOn_whileNodesRefuseThem() {
    wrote("k", "v");
    minReplicas(1);

    await().atMost(LONG).until(() -> app.get("/ready").status() == 503);
    assertThat(app.get("/health").text("status")).isEqualTo("DEGRADED");
    assertThat(app.get("/health/detailed").body().toString())
        .contains("\"linearizable_write\":false", "\"linearizable_read\":true")
        .contains("NOREPLICAS Not enough good replicas");
    assertThat(app.read("k").status()).isEqualTo(200);
    // The third node may accept the first of them, on the promise that the last round left there.
    assertThat(app.put("k", "w").status()).isIn(503, 504);
    assertThat(app.put("k", "w").status()).isEqualTo(503);
    assertThat(app.put("k", "w").body().path("nodes").toString())
        .contains("refused")
        .doesNotContain("unreachable");
    assertThat(app.nodes().byName().values()).allMatch(node -> node.breaker().state().gauge == 0);

    minReplicas(0);

    await().atMost(LONG).until(() -> app.get("/health").text("status").equals("UP"));
    wrote("k", "w");
  }

  private void minReplicas(int least) {
    for (RedisServer server : servers.all().subList(0, 2)) {
      try (Jedis client = server.client()) {
        client.configSet("min-replicas-to-write", Integer.toString(least));
      }
    }
  }

  @Test
  void serves_whileAMinorityIsDead_andSaysSo() {
    wrote("k", "before");
    servers.named("db_g3").kill();
    await().atMost(LONG).until(() -> app.get("/health").text("status").equals("DEGRADED"));
    wrote("k", "after");
    CpInstance.Answer read = app.read("k");
    assertThat(read.text("value")).isEqualTo("after");
    servers.named("db_g3").start();
    app.healthy();
    assertThat(app.read("k").text("value")).isEqualTo("after");
  }

  @Test
  void refusesWithoutAnyDoubt_whileAMajorityIsDead_andServesAgainByItself() {
    wrote("k", "before");
    servers.named("db_g2").kill();
    servers.named("db_g3").kill();
    breakersOpen(2);
    CpInstance.Answer refused = app.put("k", "never");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.text("outcome")).isEqualTo("not_applied");
    assertThat(refused.header("Retry-After")).isNotEmpty();
    assertThat(refused.number("retry_after_ms")).isBetween(0L, 1000L);
    assertThat(refused.body().path("quorum").path("reachable").asInt()).isLessThan(2);
    assertThat(app.read("k").status()).isEqualTo(503);
    assertThat(app.delete("k").status()).isEqualTo(503);
    assertThat(app.get("/ready").status()).isEqualTo(503);
    assertThat(app.get("/health").text("status")).isEqualTo("DOWN");
    servers.named("db_g2").start();
    servers.named("db_g3").start();
    app.healthy();
    assertThat(app.read("k").text("value")).isEqualTo("before");
  }

  @Test
  void saysUnknown_whenTheMajorityFallsSilentUnderAWrite_andSettlesItLater() {
    wrote("k", "before");
    servers.named("db_g2").pause();
    servers.named("db_g3").pause();
    CpInstance.Answer unknown = app.put("k", "perhaps");
    assertThat(unknown.status()).isEqualTo(504);
    assertThat(unknown.text("outcome")).isEqualTo("unknown");
    assertThat(unknown.text("op")).startsWith("/op/");
    breakersOpen(2);
    CpInstance.Answer unsettled = app.get(unknown.text("op"));
    assertThat(unsettled.status()).isEqualTo(503);
    assertThat(unsettled.text("outcome")).isEqualTo("unknown");
    assertThat(unsettled.body().toString()).doesNotContain("not_applied", "othing was changed");
    assertThat(unsettled.header("Retry-After")).isNotEmpty();
    keyedWritesSendNothing();
    servers.all().forEach(RedisServer::resume);
    app.healthy();
    CpInstance.Answer settled = app.get(unknown.text("op"));
    assertThat(settled.text("outcome")).isIn("applied", "not_applied");
    String expected = settled.text("outcome").equals("applied") ? "perhaps" : "before";
    assertThat(app.read("k").text("value")).isEqualTo(expected);
    assertThat(app.get(unknown.text("op")).text("outcome")).isEqualTo(settled.text("outcome"));
  }

  /** Whether the key was proposed elsewhere nobody can know; what this request did it knows. */
  private void keyedWritesSendNothing() {
    for (int i = 0; i < 3; i++) {
      CpInstance.Answer unsent = app.put("k", "keyed", "Idempotency-Key", "key-" + i);
      assertThat(unsent.status()).isEqualTo(504);
      assertThat(unsent.text("outcome")).isEqualTo("unknown");
      assertThat(unsent.text("detail")).startsWith("This request sent nothing");
      assertThat(unsent.header("Retry-After")).isNotEmpty();
      assertThat(unsent.text("op")).startsWith("/op/");
    }
    assertThat(app.metrics())
        .contains("cp_unproposed_keyed_writes_total{mode=\"cp\"} 3.0")
        .contains("cp_unknown_outcomes_total{mode=\"cp\"} 1.0");
  }

  @Test
  void quarantinesAndRefillsANode_whoseDataWereFlushed() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      wrote("k" + i, "v" + i);
      keys.add("k" + i);
    }
    try (Jedis client = servers.named("db_g2").client()) {
      client.flushAll();
    }
    // Each tag is looked at by itself, and health knows of the last look only.
    await().atMost(LONG).until(() -> count("refilled_tags_total") == TAGS);
    assertThat(count("quarantines_total")).isEqualTo(1);
    app.healthy();
    servers.named("db_g1").kill();
    await().atMost(LONG).until(() -> app.get("/health").text("status").equals("DEGRADED"));
    for (String key : keys) {
      assertThat(app.read(key).text("value")).isEqualTo("v" + key.substring(1));
    }
  }

  @Test
  void refillsANode_thatCameBackWithAnEmptyDisk_whileWritesGoOn() {
    wrote("k", "before");
    servers.named("db_g2").kill();
    wrote("k", "meanwhile");
    servers.named("db_g2").wipe();
    for (int i = 0; i < 50; i++) {
      assertThat(app.put("load" + i, "x").status()).isIn(200, 503, 504);
    }
    // Fifty quick writes may be over before anyone has connected to db_g2 again.
    await().atMost(LONG).until(() -> count("quarantines_total") >= 1);
    app.healthy();
    assertThat(app.read("k").text("value")).isEqualTo("meanwhile");
  }

  @Test
  void comesBack_whenAllNodesRestartAtOnce() {
    wrote("k", "before");
    servers.all().forEach(RedisServer::kill);
    servers.all().forEach(RedisServer::start);
    app.healthy();
    assertThat(app.read("k").text("value")).isEqualTo("before");
    wrote("k", "after");
    assertThat(count("trusted_tags_total")).isPositive();
  }

  @Test
  void comesBack_whenOneRestartsBesideADeadOne() {
    wrote("k", "before");
    servers.named("db_g3").kill();
    servers.named("db_g2").restart();
    await().atMost(LONG).until(() -> app.read("k").text("value").equals("before"));
    wrote("k", "after");
  }

  @Test
  void refuses_whenAMajorityLostItsData() {
    wrote("k", "before");
    for (String name : List.of("db_g2", "db_g3")) {
      try (Jedis client = servers.named(name).client()) {
        client.flushAll();
      }
    }
    await().atMost(LONG).until(() -> count("quarantines_total") >= 2);
    // On a busy machine a breaker may be open for a moment and the refusal name that first.
    await()
        .atMost(LONG)
        .until(() -> {
          CpInstance.Answer refused = app.read("k");
          assertThat(refused.status()).isEqualTo(503);
          return refused.text("detail").contains("backup");
        });
  }

  @Test
  void findsEverythingAgain_afterTheServiceItselfRestarted() {
    wrote("k", "before");
    app.close();
    app = CpInstance.start(servers).healthy();
    assertThat(app.read("k").text("value")).isEqualTo("before");
    assertThat(app.put("k", "after").number("version")).isEqualTo(2);
  }

  @Test
  void givesEveryWriteAVersionOfItsOwn_whenTwoInstancesWriteOneKey() throws Exception {
    try (CpInstance other = CpInstance.start(servers).healthy()) {
      ConcurrentLinkedQueue<Long> versions = new ConcurrentLinkedQueue<>();
      List<Thread> writers = new ArrayList<>();
      for (CpInstance instance : List.of(app, other)) {
        writers.add(
            Thread.startVirtualThread(() -> {
              for (int i = 0; i < 40; i++) {
                CpInstance.Answer answer = instance.put("hot", "v" + i);
                if (answer.status() == 200) {
                  versions.add(answer.number("version"));
                }
              }
            }));
      }
      for (Thread writer : writers) {
        writer.join();
      }
      Set<Long> distinct = new HashSet<>(versions);
      assertThat(distinct).hasSameSizeAs(versions);
      assertThat(versions).hasSizeGreaterThan(20);
      assertThat(app.read("hot").number("version"))
          .isGreaterThanOrEqualTo(versions.stream().mapToLong(v -> v).max().orElse(0));
    }
  }

  @Test
  void saysFull_whenEveryNodeIs_butReadsAndDeletes() {
    wrote("k", "before");
    for (RedisServer server : servers.all()) {
      try (Jedis client = server.client()) {
        client.configSet("maxmemory", "1");
      }
    }
    CpInstance.Answer full = app.put("k", "x".repeat(10_000));
    assertThat(full.status()).isEqualTo(507);
    assertThat(full.text("outcome")).isEqualTo("not_applied");
    assertThat(app.put("new", "x").status()).isEqualTo(507);
    assertThat(app.read("k").text("value")).isEqualTo("before");
    assertThat(app.delete("k").status()).isEqualTo(200);
    assertThat(app.read("k").status()).isEqualTo(404);
  }

  /** CP-11. */
  @Test
  void namesTheSwap_whereTwoNamesLeadToEachOthersServer() {
    wrote("k", "before");
    String swapped =
        "db_g1=%s,db_g2=%s,db_g3=%s"
            .formatted(
                servers.named("db_g2").uri(),
                servers.named("db_g1").uri(),
                servers.named("db_g3").uri());
    try (CpInstance other = CpInstance.start(servers, "REDIS_NODES", swapped)) {
      await()
          .untilAsserted(() -> {
            CpInstance.Answer refused = other.put("k", "after");
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text("detail"))
                .isEqualTo(
                    "db_g1 leads to a server with the data of db_g2, db_g2 leads to a server with the"
                        + " data of db_g1: check which address each name leads to");
          });
      assertThat(other.get("/health/detailed").body().path("misplaced").path("db_g1").asString(""))
          .isEqualTo("db_g2");
    }
    assertThat(app.read("k").text("value")).isEqualTo("before");
  }

  @Test
  void serves_whenOneNodeIsFull() {
    try (Jedis client = servers.named("db_g1").client()) {
      client.configSet("maxmemory", "1");
    }
    wrote("k", "x".repeat(1000));
    assertThat(app.read("k").status()).isEqualTo(200);
  }
}
