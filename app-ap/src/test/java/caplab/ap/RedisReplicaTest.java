package caplab.ap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.ap.core.Dot;
import caplab.ap.core.Incarnations;
import caplab.ap.core.KeyState;
import caplab.ap.core.Ledger;
import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.ap.core.VersionVector;
import caplab.node.NodeListener;
import caplab.node.NodeSettings;
import caplab.node.Nodes;
import caplab.node.RedisServers;
import caplab.protocol.Event;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/** The Lua scripts on a real Redis server keep the contract. */
class RedisReplicaTest extends ApReplicaContractTest {

  private static RedisServers servers;
  private static Nodes nodes;
  private static RedisReplica replica;

  @BeforeAll
  static void start() {
    servers = RedisServers.startFor("app-ap", 1);
    nodes =
        Nodes.open(
            List.of(servers.only().address()),
            NodeSettings.of(Duration.ofSeconds(5)),
            NodeListener.SILENT);
    replica = new RedisReplica(nodes.byName().get("db_g1"));
  }

  @AfterAll
  static void stop() {
    nodes.close();
    servers.close();
  }

  @Override
  Reply ask(Request request) {
    Event<Reply> event = await().until(() -> once(request), e -> e instanceof Event.Answered);
    return ((Event.Answered<Reply>) event).reply();
  }

  private static Event<Reply> once(Request request) {
    CompletableFuture<Event<Reply>> answer = new CompletableFuture<>();
    replica.ask(request, 5_000, answer::complete);
    return answer.join();
  }

  @Override
  void restart() {
    servers.only().restart();
  }

  @Override
  void wipe() {
    try (Jedis client = servers.only().client()) {
      client.configSet("maxmemory", "0");
      client.flushAll();
    }
  }

  @Override
  void deleteByHand(String key) {
    try (Jedis client = servers.only().client()) {
      client.del("ap:k:" + key);
    }
  }

  @Override
  void stepClockBack() {
    try (Jedis client = servers.only().client()) {
      long aheadUs = Long.parseLong(client.time().getFirst()) * 1_000_000 + 60_000_000;
      client.hset("ap:fence", "marks", "db_g2=" + aheadUs);
    }
  }

  @Test
  void timesAnIdAnew_thatWasMentionedBeforeTheClockSteppedBack() {
    put("a", "1");
    try (Jedis client = servers.only().client()) {
      long aheadUs = Long.parseLong(client.time().getFirst()) * 1_000_000 + 60_000_000;
      client.hset("ap:k:a", "n", "id0@" + aheadUs);
      client.zadd("ap:due", aheadUs, "a");
      ask(new Request.Collect(LIFE, 10, NOBODY, VersionVector.NONE));
      String held = client.hget("ap:k:a", "n");
      assertThat(held).startsWith("id0@").isNotEqualTo("id0@" + aheadUs);
    }
  }

  /** Ids are timed by a clock that may have stepped before this epoch began (AP-3). */
  @Test
  void forgetsNoId_byATimeBeforeItsEpoch() {
    put("a", "1");
    try (Jedis client = servers.only().client()) {
      long nowUs = Long.parseLong(client.time().getFirst()) * 1_000_000;
      client.hset("ap:k:a", "n", "id0@" + (nowUs - 60_000_000));
      client.zadd("ap:held", nowUs - 60_000_000, "id0");
      client.zadd("ap:due", 1, "a");
      Request collect = new Request.Collect(LIFE, 10, NOBODY, VersionVector.NONE);
      ask(collect);
      assertThat(client.hget("ap:k:a", "n")).startsWith("id0@");
      assertThat(client.zcard("ap:held")).isEqualTo(1);
      client.hset("ap:fence", "since", Long.toString(nowUs - 120_000_000));
      ask(collect);
      assertThat(client.hget("ap:k:a", "n")).isEmpty();
      assertThat(client.zcard("ap:held")).isZero();
    }
  }

  /** AP-3: while a node cannot be reached, ids have no time after which they go. */
  @Test
  void knowsAHundredThousandIds_theOldestGoingFirst() {
    put("a", "1");
    try (Jedis client = servers.only().client()) {
      Map<String, Double> ids = new TreeMap<>();
      for (int id = 0; id < 100_002; id++) {
        ids.put("id" + id, 1_000.0 + id);
      }
      client.zadd("ap:held", ids);
      ask(new Request.Collect(LIFE, 10, NOBODY, VersionVector.NONE));
      assertThat(client.zcard("ap:held")).isEqualTo(100_000);
      assertThat(client.zrange("ap:held", 0, 0)).containsExactly("id2");
    }
  }

  /** AP-8: what a floor tells is told once, or contexts would grow with every life. */
  @Test
  void prunesAContext_byItsFloors() {
    apply(0, 3, entry("b", Optional.of("1"), 3, VersionVector.NONE));
    put("a", "1");
    merge("a", KeyState.NONE, VersionVector.NONE.fold(new Dot(OTHER, 3)));
    try (Jedis client = servers.only().client()) {
      assertThat(client.hget("ap:k:a", "c")).isEqualTo(LIFE + "=1;" + OTHER + "=3");
    }
  }

  @Test
  void readsThoughMemoryIsShort_whenTheClockSteppedBack() {
    Reply.Greeting now = (Reply.Greeting) ask(new Request.Status());
    stepClockBack();
    try (Jedis client = servers.only().client()) {
      client.configSet("maxmemory", "1");
      assertThat(seen("a").epoch()).isEqualTo(now.epoch() + 1);
      client.configSet("maxmemory", "0");
    }
  }

  /** AP-7: a restart voids all watermarks, so they need no place in the file. */
  @Test
  void writesNoWatermarkToDisk() {
    Reply.Greeting now = (Reply.Greeting) ask(new Request.Status());
    Request.Mark first = new Request.Mark(now.timeUs(), now.epoch());
    ask(new Request.Renew(LIFE, "one", List.of(new Request.Level(OTHER, 0, first))));
    long before = bytesOnDisk();
    for (int i = 1; i <= 20; i++) {
      Request.Mark mark = new Request.Mark(now.timeUs() + i, now.epoch());
      ask(new Request.Renew(LIFE, "r" + i, List.of(new Request.Level(OTHER, 0, mark))));
      ask(new Request.Apply(LIFE, OTHER, 0, List.of(), 0, Optional.of(mark), Incarnations.NONE));
      ask(new Request.Check(LIFE, "", Request.Check.MOST));
    }
    Reply.Greeting after = (Reply.Greeting) ask(new Request.Status());
    assertThat(after.marks()).isEqualTo(Map.of("db_g2", now.timeUs() + 20));
    assertThat(bytesOnDisk()).isEqualTo(before);
  }

  private static long bytesOnDisk() {
    try (Jedis client = servers.only().client()) {
      return client
          .info("persistence")
          .lines()
          .filter(line -> line.startsWith("aof_current_size:"))
          .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void refusesAWrite_whenMemoryIsShort_butDeletesAndReads() {
    put("a", "1");
    try (Jedis client = servers.only().client()) {
      client.configSet("maxmemory", "1");
      assertThat(put("a", "2")).isEqualTo(new Reply.Full());
      assertThat(values("a")).containsExactly("1");
      assertThat(log(0).end()).isEqualTo(1);
      assertThat(write("a", Optional.empty(), Optional.empty())).isInstanceOf(Reply.Wrote.class);
      assertThat(values("a")).isEmpty();
      client.configSet("maxmemory", "0");
    }
  }

  /** B-5. */
  @Test
  void takesWhatOthersAcknowledged_marksItAndForgets_whenMemoryIsShort() {
    ask(new Request.Enter(LIFE, NEXT, false));
    try (Jedis client = servers.only().client()) {
      client.configSet("maxmemory", "1");
      Reply.Greeting now = (Reply.Greeting) ask(new Request.Status());
      Request.Mark mark = new Request.Mark(now.timeUs(), now.epoch());
      ask(
          new Request.Apply(
              NEXT,
              OTHER,
              0,
              List.of(entry("a", Optional.of("1"), 1, VersionVector.NONE)),
              1,
              Optional.of(mark),
              Incarnations.NONE));
      assertThat(values("a")).containsExactly("1");
      assertThat(seen("a").marks()).containsKey("db_g2");
      ask(
          new Request.Merge(
              NEXT,
              OTHER,
              new TreeMap<>(Map.of("b", state(2, "2", VersionVector.of(OTHER, 2)))),
              VersionVector.NONE));
      assertThat(values("b")).containsExactly("2");
      ask(
          new Request.TakeOver(
              NEXT, OTHER, seen("a").seen(), Optional.of(mark), Incarnations.NONE));
      client.configSet("maxmemory", "0");
      client.hset("ap:fence", "since", "0");
      client.hset("ap:k:a", "n", "id0@1");
      client.zadd("ap:due", 1, "a");
      client.configSet("maxmemory", "1");
      assertThat(ask(new Request.Collect(NEXT, 10, NOBODY, VersionVector.NONE)))
          .isEqualTo(new Reply.Done(1));
      assertThat(client.hget("ap:k:a", "n")).isEmpty();
      client.configSet("maxmemory", "0");
    }
  }

  /** B-5. */
  @Test
  void touchesNothing_whenAKeyHoldsSomethingElse() {
    try (Jedis client = servers.only().client()) {
      client.set("ap:k:a", "not ours");
      Event<Reply> event = once(request("a", Optional.of("1"), Optional.empty(), "id1"));
      assertThat(event).isInstanceOf(Event.Silent.class);
      assertThat(((Event.Silent<Reply>) event).mayHaveActed()).isFalse();
      assertThat(client.exists("ap:log")).isFalse();
      client.del("ap:k:a");
    }
  }

  /** AP-6: evictions and people take whole keys of Redis. */
  @Test
  void isStrange_onceSomebodyTookItsRecordAway() {
    for (String part : List.of("ap:sums", "ap:r:" + Ledger.bucket("a"))) {
      beginsItsFirstLife();
      put("a", "1");
      try (Jedis client = servers.only().client()) {
        assertThat(client.del(part)).isEqualTo(1);
        client.del("ap:k:a");
      }
      assertThat(ask(new Request.Check(LIFE, "", 2_000))).isEqualTo(new Reply.Strange(LIFE));
      ask(new Request.Enter(LIFE, NEXT, false));
      assertThat(ask(new Request.Check(NEXT, "", 2_000))).isEqualTo(new Reply.Checked(""));
    }
  }

  @Test
  void recordsWhatItFindsUnrecorded() {
    put("a", "1");
    List<Long> sums = sums();
    try (Jedis client = servers.only().client()) {
      client.del("ap:sums", "ap:r:" + Ledger.bucket("a"));
      client.configSet("maxmemory", "1");
      assertThat(values("a")).containsExactly("1");
      client.configSet("maxmemory", "0");
    }
    assertThat(sums()).isEqualTo(sums);
  }

  @Test
  void loadsItsScriptsAgain_afterTheyWereFlushed() {
    try (Jedis client = servers.only().client()) {
      client.scriptFlush();
    }
    assertThat(put("a", "1")).isInstanceOf(Reply.Wrote.class);
  }
}
