package caplab.cp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.node.RedisServers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** Clusters of other sizes than three, by configuration alone. */
class CpSizesTest {

  private static final Duration LONG = Duration.ofSeconds(40);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5})
  void formsWritesAndReads_withAnyNumberOfNodes(int count) {
    try (RedisServers servers = RedisServers.start(count);
        CpInstance app = CpInstance.start(servers).healthy()) {
      CpInstance.Answer written = app.put("k", "v");
      assertThat(written.status()).isEqualTo(200);
      assertThat(written.body().path("quorum").path("required").asInt()).isEqualTo(count / 2 + 1);
      assertThat(app.read("k").text("value")).isEqualTo("v");
    }
  }

  @Test
  void formsOneCluster_whenInstancesBeginAtOnce() {
    try (RedisServers servers = RedisServers.start(3);
        CpInstance one = CpInstance.start(servers);
        CpInstance two = CpInstance.start(servers)) {
      one.healthy();
      two.healthy();
      assertThat(one.put("k", "v").status()).isEqualTo(200);
      assertThat(two.read("k").text("value")).isEqualTo("v");
      assertThat(one.get("/health/detailed").number("view_number_most")).isEqualTo(1);
    }
  }

  @Test
  void isNotFormed_whileANodeIsMissingAtTheFirstStart() {
    try (RedisServers servers = RedisServers.start(3)) {
      servers.named("db_g3").kill();
      try (CpInstance app = CpInstance.start(servers)) {
        CpInstance.Answer refused = app.put("k", "v");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.text("detail")).contains("first start needs every node");
        servers.named("db_g3").start();
        app.healthy();
        assertThat(app.put("k", "v").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void refillsTwoOfFive_wipedAtOnce_throughTwoInstances() {
    try (RedisServers servers = RedisServers.start(5);
        CpInstance one = CpInstance.start(servers).healthy();
        CpInstance two = CpInstance.start(servers).healthy()) {
      for (int i = 0; i < 20; i++) {
        assertThat(one.put("k" + i, "v" + i).status()).isEqualTo(200);
      }
      for (String name : List.of("db_g2", "db_g4")) {
        try (Jedis client = servers.named(name).client()) {
          client.flushAll();
        }
      }
      await()
          .atMost(LONG)
          .until(() -> one.get("/health/detailed").number("quarantines_total") >= 2);
      one.healthy();
      two.healthy();
      for (int i = 0; i < 20; i++) {
        assertThat(two.read("k" + i).text("value")).isEqualTo("v" + i);
      }
    }
  }
}
