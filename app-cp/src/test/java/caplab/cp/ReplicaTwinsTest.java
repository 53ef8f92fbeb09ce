package caplab.cp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.cp.core.Codec;
import caplab.cp.core.Disks;
import caplab.cp.core.InMemoryAcceptor;
import caplab.cp.core.RegisterState;
import caplab.cp.core.Reply;
import caplab.cp.core.Request;
import caplab.node.ClockedNode;
import caplab.node.NodeListener;
import caplab.node.NodeSettings;
import caplab.node.NodeSettings.BreakerSettings;
import caplab.node.RedisData;
import caplab.node.RedisNode;
import caplab.node.RedisServer;
import caplab.node.RedisServers;
import caplab.node.Twins;
import caplab.protocol.Event;
import caplab.protocol.Replica;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/**
 * The node in memory, by which app-cp is simulated, is the node on Redis (CP-2): random requests,
 * clocks, restarts, lost and old disks and full memory, and after each step the same answer and the
 * same data. {@code -Dcp.twins=SEED} runs one sequence again.
 */
class ReplicaTwinsTest {

  private static final String PREFIX = "cp:{p7}:";
  private static final long BEGIN_US = 1_800_000_000_000_000L;
  private static final int STEPS = 400;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** A node that was restarted is looked for without delay. */
  private static final NodeSettings SETTINGS =
      new NodeSettings(
          PATIENCE,
          NodeSettings.QUEUE_LIMIT,
          new BreakerSettings(50, PATIENCE.dividedBy(2), 20, 5, Duration.ofMillis(20), 3),
          false,
          Optional.empty());

  private static RedisServers servers;
  private static RedisNode node;

  @BeforeAll
  static void start() {
    servers = RedisServers.start(1, "--appendfsync", "no", "--auto-aof-rewrite-percentage", "0");
    node =
        new RedisNode(
            servers.only().address(),
            SETTINGS,
            CircuitBreakerRegistry.ofDefaults(),
            NodeListener.SILENT);
    await().until(() -> node.status().connected());
  }

  @AfterAll
  static void end() {
    node.close();
    servers.close();
  }

  @Test
  void cannotBeToldApart_in20000Steps() {
    compare(0, 50);
  }

  @Test
  @Tag("long")
  void cannotBeToldApart_inAMillionSteps() {
    compare(1_000, 2_500);
  }

  private static void compare(long seed, int sequences) {
    Long one = Long.getLong("cp.twins");
    Twins.compare(new Pair(), one == null ? seed : one, one == null ? sequences : 1, STEPS);
  }

  private record OldDisk(InMemoryAcceptor.Disk inMemory, Path onRedis) {}

  /** The two nodes. */
  private static final class Pair implements Twins.Pair {
    private final RedisServer server = servers.only();
    private final ClockedNode clocked = new ClockedNode(node, BEGIN_US);
    private final RedisReplica onRedis = new RedisReplica(clocked, "p7");
    private final List<OldDisk> disks = new ArrayList<>();
    private Jedis client = server.client();
    private int begun;
    private InMemoryAcceptor inMemory;
    private boolean full;

    @Override
    public void begin() {
      clocked.set(BEGIN_US);
      setFull(false);
      disks.forEach(disk -> RedisServers.remove(disk.onRedis()));
      disks.clear();
      if (++begun % SEQUENCES_OF_A_DISK == 0) {
        String before = run();
        server.wipe();
        reconnect(before);
      }
      client.flushAll();
      inMemory =
          new InMemoryAcceptor(
              "db_g1", run(), () -> clocked.nowUs() / 1_000, InMemoryAcceptor.Page.OF_REDIS) {
            @Override
            protected String stamp() {
              return Long.toString(clocked.nowUs());
            }
          };
    }

    @Override
    public String step(RandomGenerator chance) {
      String step = disturb(chance);
      if (step.isEmpty()) {
        DrawnRequests drawn = new DrawnRequests(inMemory, chance);
        Request request = chance.nextInt(2_000) == 0 ? drawn.many() : drawn.next();
        step = shown(request);
        assertThat(event(onRedis, request)).as(step).isEqualTo(event(inMemory, request));
      }
      assertThat(dataOnRedis())
          .as("data after " + step)
          .isEqualTo(Disks.asRedisKeepsThem(PREFIX, inMemory.disk()));
      return step;
    }

    private static String shown(Request request) {
      String text = request.toString();
      return text.length() > 600 ? text.substring(0, 600) + "…" : text;
    }

    private String disturb(RandomGenerator chance) {
      return switch (chance.nextInt(1_000)) {
        case 0, 1 -> restart();
        case 2 -> disks.isEmpty() ? "" : oldDisk(disks.get(chance.nextInt(disks.size())));
        case 3, 4, 5 -> keepDisk();
        case 6, 7, 8 -> wipe();
        case 9, 10, 11, 12, 13, 14, 15, 16 -> setFull(!full);
        case 17, 18, 19, 20, 21, 22, 23, 24, 25, 26 -> age(chance.nextLong(86_400_000));
        default ->
            switch (chance.nextInt(8)) {
              case 0 -> step(chance.nextLong(20_000_000));
              case 1 -> chance.nextInt(10) == 0 ? step(chance.nextLong(-3, 4) * DAY_US) : "";
              default -> "";
            };
      };
    }

    private static final long DAY_US = 86_400_000_000L;

    /** A server's log only grows, and so would each copy of it. */
    private static final int SEQUENCES_OF_A_DISK = 20;

    private String step(long us) {
      clocked.set(clocked.nowUs() + us);
      return "its clock steps by " + us + " us";
    }

    private String restart() {
      String before = run();
      server.restart();
      reconnect(before);
      inMemory.restart(run(), inMemory.disk());
      return "restart";
    }

    private String keepDisk() {
      disks.add(new OldDisk(inMemory.disk(), server.copyDisk()));
      return "a copy of its disk";
    }

    private String oldDisk(OldDisk disk) {
      String before = run();
      server.restartOn(disk.onRedis());
      reconnect(before);
      inMemory.restart(run(), disk.inMemory());
      return "restart on an old disk";
    }

    private void reconnect(String before) {
      await().until(() -> node.status().runId().filter(now -> !now.equals(before)).isPresent());
      node.breaker().reset();
      client.close();
      client = server.client();
      setFull(full);
    }

    private String wipe() {
      client.flushAll();
      client.scriptFlush();
      inMemory.wipe();
      return "FLUSHALL";
    }

    private String setFull(boolean now) {
      client.configSet("maxmemory", now ? "1" : "0");
      full = now;
      if (inMemory != null) {
        inMemory.full(now);
      }
      return now ? "memory is full" : "memory is free";
    }

    /** Time that passes while somebody asks: what grows the age. */
    private String age(long ms) {
      if (full) {
        return "";
      }
      if (client.hexists(PREFIX + "fence", "age")) {
        client.hincrBy(PREFIX + "fence", "age", ms);
        client.hincrBy(PREFIX + "fence", "at", -1_000);
      }
      inMemory.restart(run(), Disks.older(inMemory.disk(), ms));
      return "it grows " + ms + " ms older";
    }

    private static String run() {
      return node.status().runId().orElseThrow();
    }

    private SortedMap<String, Object> dataOnRedis() {
      SortedMap<String, Object> data = RedisData.of(client);
      data.replaceAll((key, content) ->
          key.startsWith(PREFIX + "k:") || key.startsWith(PREFIX + "i")
              ? key.equals(PREFIX + "index") ? content : register((Map<?, ?>) content)
              : content);
      if (data.get(PREFIX + "notes") instanceof Map<?, ?> notes) {
        notes.remove("", "0");
        if (notes.isEmpty()) {
          data.remove(PREFIX + "notes");
        }
      }
      return data;
    }

    private static SortedMap<String, Object> register(Map<?, ?> fields) {
      Map<String, String> told = new TreeMap<>();
      fields.forEach((field, value) -> told.put((String) field, (String) value));
      String zero = caplab.cp.core.Ballot.ZERO.text();
      String accepted = told.getOrDefault("a", "");
      RegisterState state =
          Codec.state(told.getOrDefault("s", "").getBytes(StandardCharsets.UTF_8));
      return Disks.register(told.get("p"), accepted.isEmpty() ? zero : accepted, state);
    }

    /** A refusal, and what a mark is answered, may leave notes out. */
    private static Event<Reply> event(Replica<Request, Reply> replica, Request request) {
      CompletableFuture<Event<Reply>> answer = new CompletableFuture<>();
      replica.ask(request, 20_000, answer::complete);
      Event<Reply> event = answer.join();
      return event instanceof Event.Answered<Reply>(String name, Reply reply)
          ? new Event.Answered<>(name, request instanceof Request.Survey ? reply : bare(reply))
          : event;
    }

    private static Reply bare(Reply reply) {
      return switch (reply) {
        case Reply.Fenced(var standing) -> new Reply.Fenced(bare(standing));
        case Reply.Status(var standing) -> new Reply.Status(bare(standing));
        default -> reply;
      };
    }

    private static Reply.Standing bare(Reply.Standing standing) {
      return new Reply.Standing(
          standing.record(), standing.run(), standing.blank(), Reply.Notes.NONE);
    }
  }
}
