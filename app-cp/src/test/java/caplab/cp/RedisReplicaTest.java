package caplab.cp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.cp.core.Ballot;
import caplab.cp.core.Codec;
import caplab.cp.core.RegisterState;
import caplab.cp.core.Reply;
import caplab.cp.core.Request;
import caplab.cp.core.View;
import caplab.node.NodeListener;
import caplab.node.NodeSettings;
import caplab.node.RedisNode;
import caplab.node.RedisServers;
import caplab.protocol.Event;
import caplab.protocol.Replica;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** A real Redis server keeps the contract, and what only a server can do is met. */
class RedisReplicaTest extends CpReplicaContractTest {

  private static final String FENCE = "cp:{p7}:fence";

  private static RedisServers servers;
  private static RedisNode node;
  private final RedisReplica replica = new RedisReplica(node, "p7");

  @BeforeAll
  static void start() {
    servers = RedisServers.startFor("app-cp", 1);
    node =
        new RedisNode(
            servers.only().address(),
            NodeSettings.of(Duration.ofSeconds(5)),
            CircuitBreakerRegistry.ofDefaults(),
            NodeListener.SILENT);
    connected();
  }

  @AfterAll
  static void end() {
    node.close();
    servers.close();
  }

  @BeforeEach
  void empty() {
    try (Jedis client = servers.only().client()) {
      client.configSet("maxmemory", "0");
      client.flushAll();
    }
  }

  private static void connected() {
    await().until(() -> node.status().connected());
  }

  @Override
  Replica<Request, Reply> replica() {
    return replica;
  }

  @Override
  void flush() {
    try (Jedis client = servers.only().client()) {
      client.flushAll();
      client.scriptFlush();
    }
  }

  @Override
  void restart() {
    String before = node.status().runId().orElseThrow();
    servers.only().restart();
    await()
        .until(
            () -> node.status().connected() && !node.status().runId().orElseThrow().equals(before));
    node.breaker().reset();
  }

  @Override
  void pass(int hours) {
    try (Jedis client = servers.only().client()) {
      client.hincrBy(FENCE, "age", Duration.ofHours(hours).toMillis());
      client.hincrBy(FENCE, "at", -1_000);
    }
  }

  @Override
  void stepClock() {
    try (Jedis client = servers.only().client()) {
      client.hincrBy(FENCE, "at", -Duration.ofDays(3).toMillis());
    }
  }

  @Override
  void fill() {
    try (Jedis client = servers.only().client()) {
      client.configSet("maxmemory", "1");
    }
  }

  @Test
  void deletes_andCompletesRounds_whenFull() {
    View view = formed();
    accept(view, new Ballot(1, 7), state("red"), new Ballot(1, 7));
    fill();
    RegisterState deleted = state("red").next(Optional.empty(), "op-delete");
    assertThat(ask(new Request.Prepare(view.pass("db_g1"), "k:colour/ä\uD83D\uDE00", two())))
        .isInstanceOf(Reply.Promised.class);
    assertThat(accept(view, two(), deleted, two())).isEqualTo(new Reply.Accepted());
    assertThat(accept(view, new Ballot(3, 7), deleted, two())).isEqualTo(new Reply.Accepted());
  }

  @Test
  void movesToANewerView_whenFull() {
    View first = formed();
    fill();
    View second = first.renumbered("b");
    assertThat(ask(new Request.Enter(second))).isEqualTo(new Reply.Entered());
  }

  /** B-5. */
  @Test
  void changesNothing_whenARegisterIsOfAnotherType() {
    View view = formed();
    try (Jedis client = servers.only().client()) {
      client.set("cp:{p7}:k:taken", "by someone else");
      var before = client.hgetAll(FENCE);
      Event<Reply> event = event(new Request.Prepare(view.pass("db_g1"), "k:taken", two()));
      assertThat(event).isEqualTo(new Event.Silent<Reply>("db_g1", false, "WRONGTYPE"));
      assertThat(client.hgetAll(FENCE)).isEqualTo(before);
      assertThat(client.exists("cp:{p7}:index")).isFalse();
    }
  }

  @Test
  void changesNothing_whenTheIndexIsOfAnotherType() {
    View view = formed();
    try (Jedis client = servers.only().client()) {
      client.set("cp:{p7}:index", "by someone else");
      Event<Reply> event = event(new Request.Prepare(view.pass("db_g1"), "k:new", two()));
      assertThat(event).isEqualTo(new Event.Silent<Reply>("db_g1", false, "WRONGTYPE"));
      assertThat(client.exists("cp:{p7}:k:new")).isFalse();
    }
  }

  @Test
  void changesNothing_whenWhatKeepsClaimsIsOfAnotherType() {
    View view = formed();
    try (Jedis client = servers.only().client()) {
      for (String name : List.of("kept", "i;")) {
        client.set("cp:{p7}:" + name, "by someone else");
        var before = client.hgetAll(FENCE);
        for (String register : List.of("k:new", "i:new")) {
          Event<Reply> event = event(new Request.Prepare(view.pass("db_g1"), register, two()));
          assertThat(event).isEqualTo(new Event.Silent<Reply>("db_g1", false, "WRONGTYPE"));
          assertThat(client.exists("cp:{p7}:" + register)).isFalse();
        }
        assertThat(client.hgetAll(FENCE)).isEqualTo(before);
        client.del("cp:{p7}:" + name);
      }
    }
  }

  /** Half a step would be worse: the age and the others are forgotten as ever. */
  @Test
  void forgetsAClaim_thatIsOfAnotherType() {
    View view = formed();
    ask(new Request.Prepare(view.pass("db_g1"), "i:abc", two()));
    pass(24);
    try (Jedis client = servers.only().client()) {
      client.del("cp:{p7}:i:abc");
      client.set("cp:{p7}:i:abc", "by someone else");
      assertThat(ask(new Request.Prepare(view.pass("db_g1"), "k:new", two())))
          .isInstanceOf(Reply.Promised.class);
      assertThat(client.exists("cp:{p7}:i:abc")).isFalse();
      assertThat(client.zrange("cp:{p7}:kept", 0, -1)).isEmpty();
    }
  }

  @Test
  void changesNothing_whenItsCounterIsNoNumber() {
    View view = formed();
    try (Jedis client = servers.only().client()) {
      client.hset(FENCE, "changes", "many");
      Event<Reply> event = event(new Request.Prepare(view.pass("db_g1"), "k:new", two()));
      assertThat(event).isEqualTo(new Event.Silent<Reply>("db_g1", false, "CORRUPT"));
      assertThat(client.exists("cp:{p7}:k:new")).isFalse();
    }
  }

  /** CP-9. */
  @Test
  void keepsEveryKeyUnderOneHashTag() {
    View view = formed();
    accept(view, two(), state("red"), two());
    ask(new Request.Note(new Reply.Notes(7, Map.of("db_g2", new Reply.Progress(2, "n2", 9)))));
    try (Jedis client = servers.only().client()) {
      assertThat(client.keys("*")).isNotEmpty().allMatch(key -> key.startsWith("cp:{p7}:"));
      assertThat(client.hget(FENCE, "view")).isEqualTo(Codec.text(view));
    }
  }

  private static Ballot two() {
    return new Ballot(2, 7);
  }
}
