package caplab.cp;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.cp.core.Ballot;
import caplab.cp.core.RegisterState;
import caplab.cp.core.Reply;
import caplab.cp.core.Request;
import caplab.cp.core.View;
import caplab.node.Command;
import caplab.node.MemoryNode;
import caplab.node.RedisServers;
import caplab.node.ScriptWork;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;

/**
 * B-4: what scripts do is bounded: by the registers that a request names, by one page, by the
 * members; never by how many registers there are. Commands and their bytes are counted on a node
 * with 100,000 registers, some of them long.
 */
class CpScriptWorkTest {

  private static final int REGISTERS = 100_000;
  private static final int LONG = 1 << 20;
  private static final int PAGE = 500;

  /** Past so many bytes of states no more registers are read. */
  private static final int READ = 262_144;

  /** Of a script that names no register: fence, counters, time, the answer. */
  private static final long FIXED_CALLS = 16;

  private static final long FIXED_BYTES = 2_500;

  /** Of each register that is named: what it holds but its value, and where it is kept. */
  private static final long EACH_CALLS = 7;

  private static final long EACH_BYTES = 600;

  private static RedisServers servers;
  private static Jedis client;
  private static View view;
  private static long ballots;
  private static final RedisReplica REPLICA = new RedisReplica(new MemoryNode("db_g1"), "p7");

  @BeforeAll
  static void fill() {
    servers = RedisServers.start(1, "--appendfsync", "no");
    client = servers.only().client();
    work(new Request.Mark("n1"));
    view = view(1, standing().record().orElseThrow().incarnation());
    work(new Request.Enter(view));
    for (int from = 1; from <= REGISTERS; from += PAGE) {
      hold(from, from + PAGE - 1);
    }
    for (int i = 0; i < 8; i++) {
      work(accept("k:long" + i, LONG));
    }
  }

  private static void hold(int from, int to) {
    client.eval(
        """
        for i = tonumber(ARGV[1]), tonumber(ARGV[4]) do
          local name = string.format('k:%06d', i)
          redis.call('HSET', 'cp:{p7}:' .. name, 'p', ARGV[2], 'a', ARGV[2], 's', ARGV[3])
          redis.call('ZADD', 'cp:{p7}:index', 0, name)
        end
        """,
        List.of(), List.of("" + from, new Ballot(1, 7).text(), "1 v op.1@1\nvalue", "" + to));
  }

  @AfterAll
  static void end() {
    client.close();
    servers.close();
  }

  private static View view(long number, String incarnation) {
    TreeMap<String, View.Member> members = new TreeMap<>();
    members.put("db_g1", new View.Member(incarnation, ""));
    members.put("db_g2", new View.Member("n2", ""));
    return new View(number, "a", members);
  }

  private static Reply.Standing standing() {
    return ((Reply.Status) RedisReply.of(work(new Request.Survey()).answer())).standing();
  }

  private static ScriptWork work(Request request) {
    return ScriptWork.of(client, (Command.Eval) REPLICA.command(request));
  }

  private static RegisterState state(int bytes) {
    return RegisterState.NEVER.next(Optional.of("x".repeat(bytes)), "op.1");
  }

  private static Request.Accept accept(String register, int bytes) {
    Ballot ballot = new Ballot(2 + ++ballots, 7);
    return new Request.Accept(pass(), register, ballot, state(bytes), ballot);
  }

  private static Request.Prepare prepare(String register) {
    return new Request.Prepare(pass(), register, new Ballot(2 + ++ballots, 7));
  }

  private static View.Pass pass() {
    return view.pass("db_g1");
  }

  private static void assertBounded(ScriptWork work, int registers, long values) {
    assertThat(work.calls()).isLessThanOrEqualTo(FIXED_CALLS + registers * EACH_CALLS);
    assertThat(work.bytes()).isLessThanOrEqualTo(FIXED_BYTES + registers * EACH_BYTES + values);
  }

  @Test
  void aVote_isTheRegistersThatItNames() {
    assertBounded(work(new Request.Read(pass(), "k:000001")), 1, 0);
    assertBounded(work(prepare("k:000001")), 1, 0);
    assertBounded(work(prepare("k:new")), 1, 0);
    assertBounded(work(accept("k:000001", 10)), 1, 0);
    assertBounded(work(new Request.Read(pass(), "k:long1")), 1, LONG);
    assertBounded(work(prepare("k:long1")), 1, LONG);
    assertBounded(work(accept("k:long1", LONG)), 1, 2L * LONG);
    assertBounded(work(new Request.Each(names(40, CpScriptWorkTest::prepare))), 40, 0);
    assertBounded(work(new Request.Each(names(40, name -> accept(name, 10)))), 40, 0);
  }

  private static <T> List<T> names(int many, java.util.function.Function<String, T> each) {
    return IntStream.range(0, many).mapToObj(i -> each.apply("k:%06d".formatted(100 + i))).toList();
  }

  @Test
  void manyReads_areOnePageOfBytes_andOneValue() {
    List<Request.Read> reads =
        IntStream.range(0, 8).mapToObj(i -> new Request.Read(pass(), "k:long" + i)).toList();
    assertBounded(work(new Request.Each(reads)), reads.size(), READ + LONG);
  }

  @Test
  void aPortion_isOnePageOfNames_withoutTheirValues() {
    for (String after : List.of("", "k:050000", "k:099000", "k:long")) {
      assertBounded(work(new Request.Scan(pass(), after)), PAGE, 0);
    }
  }

  @Test
  void whatTheNodeSaysOfItself_isItsFence() {
    assertBounded(work(new Request.Survey()), 0, 0);
    assertBounded(work(new Request.Enter(view)), 0, 0);
    assertBounded(work(new Request.Mark("n9")), 0, 0);
    TreeMap<String, Reply.Progress> others = new TreeMap<>();
    IntStream.range(0, 6).forEach(i -> others.put("db_g" + i, new Reply.Progress(9, "n", 9)));
    assertBounded(work(new Request.Note(new Reply.Notes(9, others))), 6, 0);
  }

  /** CP-8: at most ten claims go with one request, however many are due. */
  @Test
  void forgettingClaims_isSpreadOverRequests() {
    List<Request.Accept> claims = new ArrayList<>();
    IntStream.range(0, 1_000).forEach(i -> claims.add(accept("i:%04d".formatted(i), 100)));
    work(new Request.Each(claims));
    client.hincrBy("cp:{p7}:fence", "age", 2 * 86_400_000L);
    client.hincrBy("cp:{p7}:fence", "at", -1_000);
    ScriptWork first = work(prepare("k:000001"));
    assertBounded(first, 1 + 10, 0);
    assertThat(client.zcard("cp:{p7}:kept")).isEqualTo(990);
    client.del("cp:{p7}:kept");
  }

  @Test
  void aRefill_isTheRegistersThatItHands() {
    View lost = view(2, "another");
    var begun = (Reply.Begun) RedisReply.of(work(new Request.Begin("n9", lost)).answer());
    String incarnation = begun.pending().incarnation();
    assertBounded(work(new Request.Begin("n9", lost)), 0, 0);
    assertBounded(work(new Request.Advance(incarnation, "")), PAGE, 0);
    List<Request.Copy> copies =
        names(40, name -> new Request.Copy(name, new Ballot(1, 1), new Ballot(1, 1), state(10)));
    assertBounded(work(new Request.Refill(incarnation, copies)), copies.size(), 0);
    assertBounded(work(new Request.Admit(incarnation, view(3, incarnation))), 0, 0);
    view = view(3, incarnation);
    assertBounded(
        work(new Request.Trust(view, "x", standing().record().orElseThrow().changes())), 0, 0);
  }
}
