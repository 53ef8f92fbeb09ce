package caplab.cp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.cp.core.Ballot;
import caplab.node.RedisServer;
import caplab.node.RedisServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.zip.CRC32;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.args.FlushMode;

/**
 * How long it takes with many registers on real servers (CP-13 to CP-15). {@code
 * -Dcp.registers=1000000} says how many; the seconds are printed.
 */
@Tag("long")
class CpManyRegistersTest {

  private static final int REGISTERS = Integer.getInteger("cp.registers", 100_000);
  private static final int MISSED = Math.min(30_000, REGISTERS);
  private static final int TAGS = 16;
  private static final Duration LONG = Duration.ofMinutes(10);

  private static final String FILL =
      """
      for i = 1, #ARGV - 2 do
        local register = KEYS[1] .. ARGV[i + 2]
        redis.call('ZADD', KEYS[1] .. 'index', 0, ARGV[i + 2])
        redis.call('HSET', register, 'p', ARGV[1], 'a', ARGV[1], 's', ARGV[2])
      end
      """;

  @Test
  void refillsAWipedNode_whileItServes() {
    Awaitility.setDefaultTimeout(LONG);
    try (RedisServers servers = RedisServers.start(3);
        CpInstance app = CpInstance.start(servers, "NETWORK_TIMEOUT_SEC", "1").healthy()) {
      servers.all().forEach(server -> fill(server, REGISTERS, 2));
      try (Jedis client = servers.named("db_g2").client()) {
        client.flushAll(FlushMode.ASYNC);
      }
      long from = System.nanoTime();
      List<Long> answered = new ArrayList<>();
      serveUntil(
          app,
          answered,
          () ->
              app.get("/health/detailed").number("quarantines_total") == 1
                  && app.get("/health").text("status").equals("UP"));
      print("a wiped node with " + REGISTERS + " registers votes again", from);
      System.out.printf(
          "meanwhile %d writes, the slowest %d ms%n",
          answered.size(), answered.stream().mapToLong(it -> it).max().orElse(0));
      assertThat(held(servers.named("db_g2"))).isGreaterThanOrEqualTo(REGISTERS);
    }
  }

  @Test
  void servesSoonAfterARestartOfAll_andLevelsWhatOneMissed() {
    Awaitility.setDefaultTimeout(LONG);
    try (RedisServers servers = RedisServers.start(3);
        CpInstance app = CpInstance.start(servers, "NETWORK_TIMEOUT_SEC", "1").healthy()) {
      servers.all().forEach(server -> fill(server, REGISTERS, 2));
      fill(servers.named("db_g2"), MISSED, 5);
      fill(servers.named("db_g3"), MISSED, 5);
      servers.all().forEach(RedisServer::kill);
      servers.all().forEach(RedisServer::start);
      long from = System.nanoTime();
      await().pollInterval(Duration.ofMillis(50)).until(() -> app.put("k", "v").status() == 200);
      print("served after a restart of all, " + MISSED + " of " + REGISTERS + " differ", from);
      await().until(() -> app.get("/health").text("status").equals("UP"));
      print("all nodes vote", from);
      await().until(() -> app.get("/health/detailed").number("registers_behind") > 0);
      await().until(() -> app.get("/health/detailed").number("registers_behind") == 0);
      print("level", from);
      assertThat(app.read(key(7)).text("value")).isEqualTo("5");
    }
  }

  private static void serveUntil(CpInstance app, List<Long> answered, BooleanSupplier over) {
    for (int i = 0; i % 50 != 49 || !over.getAsBoolean(); i++) {
      long from = System.nanoTime();
      assertThat(app.put("client" + i % 100, "v" + i).status()).isEqualTo(200);
      answered.add((System.nanoTime() - from) / 1_000_000);
    }
  }

  private static void print(String what, long fromNanos) {
    System.out.printf("%s: %.1f s%n", what, (System.nanoTime() - fromNanos) / 1e9);
  }

  private static long held(RedisServer server) {
    try (Jedis client = server.client()) {
      long held = 0;
      for (int tag = 0; tag < TAGS; tag++) {
        held += client.zcard("cp:{p" + tag + "}:index");
      }
      return held;
    }
  }

  private static String key(int number) {
    return "many" + number;
  }

  /** As if the node had taken part in a round of each of the first so many registers. */
  private static void fill(RedisServer server, int many, int ballot) {
    List<List<String>> tags = new ArrayList<>();
    for (int tag = 0; tag < TAGS; tag++) {
      tags.add(new ArrayList<>());
    }
    for (int i = 0; i < many; i++) {
      String register = "k:" + key(i);
      CRC32 sum = new CRC32();
      sum.update(register.getBytes(StandardCharsets.UTF_8));
      tags.get((int) (sum.getValue() % TAGS)).add(register);
    }
    try (Jedis client = server.client()) {
      for (int tag = 0; tag < TAGS; tag++) {
        for (int at = 0; at < tags.get(tag).size(); at += 1_000) {
          List<String> arguments = new ArrayList<>();
          arguments.add(new Ballot(ballot, 7).text());
          arguments.add("%d v o.%d@1\n%d".formatted(1, ballot, ballot));
          arguments.addAll(tags.get(tag).subList(at, Math.min(at + 1_000, tags.get(tag).size())));
          client.eval(FILL, List.of("cp:{p" + tag + "}:"), arguments);
        }
      }
    }
  }
}
