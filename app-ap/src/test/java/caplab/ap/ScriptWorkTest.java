package caplab.ap;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.ap.core.Dot;
import caplab.ap.core.Incarnations;
import caplab.ap.core.KeyState;
import caplab.ap.core.LogEntry;
import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.ap.core.VersionVector;
import caplab.node.Command;
import caplab.node.RedisServers;
import caplab.node.ScriptWork;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/**
 * What scripts do is bounded: the commands that they run and the bytes that go through these are
 * counted (AP-12), with a key that holds what three sides of a cut were let to write.
 */
class ScriptWorkTest {

  private static final String LIFE = ApReplicaContractTest.LIFE;
  private static final String OTHER = ApReplicaContractTest.OTHER;
  private static final String THIRD = "db_g9.000000000000100000000001";
  private static final int SIDES = 3;
  private static final int SIBLINGS = SIDES * KeyState.Limit.DEFAULT.siblings();
  private static final long BYTES = SIDES * KeyState.Limit.DEFAULT.bytes();

  /** Names, positions, ids and clocks of a sibling. */
  private static final long SIBLING_NAMES = 200;

  /** What a step needs beside the key: fence, log, time. */
  private static final long FIXED = 4_000;

  private RedisServers servers;
  private Jedis client;

  @BeforeEach
  void fillsAKey() {
    servers = RedisServers.start(1);
    client = servers.only().client();
    ask(new Request.Enter("", LIFE, true));
    String value = "x".repeat((int) (BYTES / SIBLINGS) - 100);
    for (int side = 0; side < SIDES; side++) {
      String life = "db_g%d.000000000000100000000001".formatted(side + 2);
      TreeMap<Dot, KeyState.Sibling> siblings = new TreeMap<>();
      for (int i = 1; i <= SIBLINGS / SIDES; i++) {
        int number = side * SIBLINGS / SIDES + i;
        siblings.put(new Dot(life, i), new KeyState.Sibling(value, id(number), LogEntry.START));
      }
      KeyState written =
          new KeyState(
              siblings, VersionVector.of(life, SIBLINGS / SIDES), Collections.emptySortedSet());
      assertThat(work(merge(written)).bytes()).isLessThan(2 * BYTES / SIDES + keyNames());
    }
  }

  @AfterEach
  void stop() {
    client.close();
    servers.close();
  }

  private static long keyNames() {
    return FIXED + SIBLINGS * SIBLING_NAMES;
  }

  private static String id(int number) {
    return "%032d".formatted(number);
  }

  private static Request merge(KeyState state) {
    return new Request.Merge(LIFE, OTHER, new TreeMap<>(Map.of("a", state)), VersionVector.NONE);
  }

  @Test
  void noValueIsRead_butToShowIt() {
    for (Request request :
        List.of(
            beside(VersionVector.NONE),
            beside(VersionVector.of(OTHER, 1)),
            apply(0, 1),
            merge(KeyState.NONE),
            new Request.Digest(LIFE, List.of("a")),
            collect())) {
      ScriptWork work = work(request);
      assertThat(work.bytes()).as(request.getClass().getSimpleName()).isLessThan(2 * keyNames());
      assertThat(work.calls()).as(request.toString()).isLessThan(SIBLINGS + 60L);
    }
  }

  private static Request beside(VersionVector context) {
    Request.Write write =
        ApReplicaContractTest.request(
            "a", Optional.of("v"), Optional.of(context), id(9_000 + context.positions().size()));
    return new Request.Write(
        write.key(),
        write.value(),
        write.id(),
        write.clock(),
        write.context(),
        write.shown(),
        write.named(),
        write.notAfterUs(),
        new KeyState.Limit(1_000, 1L << 30));
  }

  @Test
  void whatIsRead_isOneKey_orAPageOfBytes() {
    assertThat(work(new Request.Read("a")).bytes()).isBetween(BYTES - 100_000, BYTES + keyNames());
    List<String> keys = new ArrayList<>(List.of("a"));
    for (int i = 0; i < 31; i++) {
      keys.addFirst("k" + i);
      ask(
          ApReplicaContractTest.request(
              "k" + i, Optional.of("x".repeat(40_000)), Optional.empty(), id(8_000 + i)));
    }
    ScriptWork fetch = work(new Request.Fetch(LIFE, keys));
    assertThat(fetch.bytes()).isLessThan((1L << 20) + 40_000 + 32 * FIXED);
  }

  @Test
  void everySiblingGoesAtOnce_byOneDeleteAndByOneEntry() {
    ScriptWork delete =
        work(ApReplicaContractTest.request("a", Optional.empty(), Optional.empty(), id(9_000)));
    assertThat(delete.calls()).isLessThan(3 * SIBLINGS + 60L);
    assertThat(delete.bytes()).isLessThan(4 * keyNames());
    Reply.Seen seen = (Reply.Seen) ask(new Request.Read("a"));
    assertThat(seen.state().siblings()).isEmpty();
  }

  @Test
  void aBatch_isSoManyTimesAKeysNames() {
    assertThat(work(apply(0, 16)).bytes()).isLessThan(16 * 2 * keyNames());
  }

  /** What a request costs a node is mostly its commands, so those asked most run few. */
  @Test
  void whatIsAskedMost_takesFewCommands() {
    ask(overwrite(1));
    ask(overwrite(2));
    assertThat(work(overwrite(3)).calls()).as("a write").isLessThanOrEqualTo(16);
    assertThat(work(new Request.Read("k")).calls()).as("a read").isLessThanOrEqualTo(4);
    assertThat(work(apply(0, 16)).calls()).as("sixteen changes of a key").isLessThanOrEqualTo(20);
  }

  private static Request overwrite(int number) {
    return ApReplicaContractTest.request(
        "k", Optional.of("v"), Optional.empty(), id(5_000 + number));
  }

  /** The log is read in bytes, and a page of keys in names. */
  @Test
  void aPageOfTheLog_isBoundedInBytes() {
    for (int i = 0; i < 60; i++) {
      ask(
          ApReplicaContractTest.request(
              "k", Optional.of("x".repeat(200_000)), Optional.empty(), id(7_000 + i)));
    }
    assertThat(work(new Request.Log(LIFE, VersionVector.NONE, 256)).bytes())
        .isLessThan((1L << 20) + 16 * 200_500L + FIXED);
    assertThat(work(new Request.Scan(LIFE, "", 32)).bytes()).isLessThan(FIXED + 64 * 520);
    assertThat(work(new Request.Status()).bytes()).as("one entry").isLessThan(FIXED + 200_500);
  }

  private static Request collect() {
    return new Request.Collect(LIFE, 200, Collections.emptySortedSet(), VersionVector.NONE);
  }

  private static Request apply(long after, int count) {
    List<LogEntry> changes =
        IntStream.rangeClosed(1, count)
            .mapToObj(i ->
                new LogEntry(
                    "a",
                    Optional.of("v"),
                    id(6_000 + i),
                    LogEntry.START,
                    new Dot(THIRD, after + i),
                    VersionVector.of(THIRD, after + i - 1),
                    Collections.emptySortedSet()))
            .toList();
    return new Request.Apply(
        LIFE, THIRD, after, changes, after + count, Optional.empty(), Incarnations.NONE);
  }

  private ScriptWork work(Request request) {
    ScriptWork work = count(request);
    assertThat(RedisReply.of(request, work.answer())).isNotInstanceOf(Reply.Refusal.class);
    return work;
  }

  private Reply ask(Request request) {
    return RedisReply.of(request, count(request).answer());
  }

  private ScriptWork count(Request request) {
    return ScriptWork.of(client, (Command.Eval) RedisReplica.eval(request, Dot.node(LIFE)));
  }
}
