package caplab.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

class ClockedNodeTest {

  private static final Script TIME = Script.of(ClockedNodeTest.class, "time.lua");

  @Test
  void tellsScriptsTheTimeThatWasSet_andNoArgumentMore() {
    try (RedisServers servers = RedisServers.start(1);
        RedisNode real =
            new RedisNode(
                servers.only().address(),
                NodeSettings.of(Duration.ofSeconds(5)),
                CircuitBreakerRegistry.ofDefaults(),
                NodeListener.SILENT)) {
      await().until(() -> real.status().connected());
      ClockedNode node = new ClockedNode(real, 1_800_000_000_012_345L);
      assertThat(time(node)).containsExactly("1800000000", "12345", "1");
      node.set(1_700_000_000_000_000L);
      assertThat(time(node)).containsExactly("1700000000", "0", "1");
    }
  }

  private static List<String> time(Node node) {
    Reply reply =
        node.call(new Command.Eval(TIME, List.of("a"), List.of("one")), Duration.ofSeconds(5));
    return ((List<?>) ((Reply.Answered) reply).value())
        .stream()
            .map(part ->
                part instanceof byte[] raw ? new String(raw, StandardCharsets.UTF_8) : "" + part)
            .toList();
  }

  @Test
  void anOldDiskIsWhatItWas() {
    try (RedisServers servers = RedisServers.start(1)) {
      RedisServer server = servers.only();
      write(server, "old");
      Path copy = server.copyDisk();
      write(server, "new");
      server.restartOn(copy);
      try (Jedis client = server.client()) {
        assertThat(RedisData.of(client))
            .isEqualTo(Map.of("h", Map.of("f", "old"), "z", Map.of("m", "5"), "l", List.of("old")));
      }
    }
  }

  private static void write(RedisServer server, String value) {
    try (Jedis client = server.client()) {
      client.hset("h", "f", value);
      client.zadd("z", 5, "m");
      client.del("l");
      client.rpush("l", value);
    }
  }
}
