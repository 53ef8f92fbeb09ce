package caplab.cp.shell;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.cp.core.Change;
import caplab.cp.core.KeyedWrite;
import caplab.cp.core.OperationToken;
import caplab.cp.core.Outcome;
import caplab.cp.core.ProposerMemory;
import caplab.cp.core.Reply;
import caplab.cp.core.Request;
import caplab.cp.core.View;
import caplab.node.Breaker;
import caplab.node.FakeBreaker;
import caplab.protocol.Event;
import caplab.protocol.Replica;
import caplab.sim.SimulatedLoop;
import caplab.sim.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What the register decides before it asks any node. */
class CpRegisterTest {

  private static final long SOON_MS = 1_000;
  private static final List<String> NODES = List.of("db_g1", "db_g2", "db_g3");

  private final World world = new World(1);
  private final SimulatedLoop loop = new SimulatedLoop(world, 0);
  private final ProposerMemory memory = new ProposerMemory(1);
  private int asked;

  private static Breaker stuck(Breaker.State state) {
    return new FakeBreaker(state, Optional.empty());
  }

  /** A node that cannot be reached, which shows after a while. */
  private final class Unreachable implements Replica<Request, Reply> {
    private final String name;

    Unreachable(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void ask(Request request, long timeoutMs, Consumer<Event<Reply>> callback) {
      asked++;
      world.in(1, () -> callback.accept(new Event.Silent<>(name, false, "a fake")));
    }
  }

  private CpRegister register(Breaker.State second, Breaker.State third) {
    Map<String, Replica<Request, Reply>> replicas = new LinkedHashMap<>();
    NODES.forEach(node -> replicas.put(node, new Unreachable(node)));
    List<Breaker> breakers = List.of(stuck(Breaker.State.CLOSED), stuck(second), stuck(third));
    List<HashTag> tags = List.of(new HashTag(0, memory, replicas));
    return new CpRegister(loop, tags, breakers, 100, (tag, outcome) -> {});
  }

  private void formed(String... members) {
    TreeMap<String, View.Member> all = new TreeMap<>();
    for (String member : members) {
      all.put(member, new View.Member("n-" + member, ""));
    }
    memory.learn(new View(1, "first", all));
  }

  private static final Change PUT = new Change.Put("v", new Change.Always());
  private static final KeyedWrite.Keyed KEYED = KeyedWrite.Keyed.of("id", "print");

  /** What an operation ends with. */
  private Outcome told(Consumer<Consumer<Outcome>> operation) {
    List<Outcome> told = new ArrayList<>();
    loop.execute(() -> operation.accept(told::add));
    world.runUntil(world.now() + 2 * SOON_MS);
    assertThat(told).hasSize(1);
    return told.getFirst();
  }

  private Outcome put(CpRegister register) {
    return told(then -> register.change("k", PUT, SOON_MS, then));
  }

  private Outcome read(CpRegister register) {
    return told(then -> register.read("k", SOON_MS, then));
  }

  private static Outcome.Reason reason(Outcome outcome) {
    return ((Outcome.NotApplied) outcome).reason();
  }

  @Test
  void refusesWithoutAskingAnyNode_whenOpenBreakersLeaveNoMajority() {
    formed("db_g1", "db_g2", "db_g3");
    CpRegister register = register(Breaker.State.OPEN, Breaker.State.OPEN);
    assertThat(reason(put(register))).isEqualTo(Outcome.Reason.NO_QUORUM);
    assertThat(reason(read(register))).isEqualTo(Outcome.Reason.NO_QUORUM);
    assertThat(asked).isZero();
  }

  @Test
  void asks_whileAMajorityOfBreakersLetsItThrough() {
    formed("db_g1", "db_g2", "db_g3");
    CpRegister register = register(Breaker.State.HALF_OPEN, Breaker.State.OPEN);
    assertThat(reason(put(register))).isEqualTo(Outcome.Reason.NO_QUORUM);
    assertThat(asked).isPositive();
  }

  @Test
  void saysUnknownOfAKeyedWrite_whenNobodyCanSayThatNoEarlierAttemptWasProposed() {
    formed("db_g1", "db_g2", "db_g3");
    CpRegister register = register(Breaker.State.OPEN, Breaker.State.OPEN);
    assertThat(told(then -> register.changeOnce("k", PUT, KEYED, SOON_MS, then)))
        .isInstanceOf(Outcome.Unknown.class);
    assertThat(asked).isZero();
  }

  /** CP-6: a node of another release, say, whose answer makes no sense. */
  @Test
  void doesNotSayThatNothingWasSent_whenTheProtocolIsAtFault() {
    formed("db_g1", "db_g2", "db_g3");
    Map<String, Replica<Request, Reply>> replicas = new LinkedHashMap<>();
    NODES.forEach(node -> replicas.put(node, new Senseless(node)));
    List<Breaker> breakers = List.of(stuck(Breaker.State.CLOSED));
    SimulatedLoop tolerant = new SimulatedLoop(world, 0, fault -> asked++);
    CpRegister register =
        new CpRegister(
            tolerant, List.of(new HashTag(0, memory, replicas)), breakers, 100, (tag, it) -> {});
    List<Outcome> told = new ArrayList<>();
    tolerant.execute(() -> {
      register.change("k", PUT, SOON_MS, told::add);
      register.changeOnce("k", PUT, KEYED, SOON_MS, told::add);
      register.settle(new OperationToken("k:k", "op", 3), SOON_MS, told::add);
      register.settle(new OperationToken("k:k", KEYED.name(), 0), SOON_MS, told::add);
    });
    world.runUntil(SOON_MS);
    assertThat(asked).isEqualTo(4);
    assertThat(told)
        .allSatisfy(outcome -> {
          assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
          assertThat(outcome.rounds().getLast().nodes().values()).containsOnly(Outcome.Heard.LOST);
        });
  }

  /** A node that answers what was not asked. */
  private record Senseless(String name) implements Replica<Request, Reply> {
    @Override
    public void ask(Request request, long timeoutMs, Consumer<Event<Reply>> callback) {
      callback.accept(new Event.Answered<>(name, new Reply.Noted()));
    }
  }

  @Test
  void refusesAKeyedWrite_whileTheSameOneIsInFlight() {
    formed("db_g1", "db_g2", "db_g3");
    CpRegister register = register(Breaker.State.CLOSED, Breaker.State.CLOSED);
    List<Outcome> first = new ArrayList<>();
    loop.execute(() -> register.changeOnce("k", PUT, KEYED, SOON_MS, first::add));
    assertThat(first).isEmpty();
    assertThat(told(then -> register.changeOnce("k", PUT, KEYED, SOON_MS, then)))
        .isInstanceOf(Outcome.InFlight.class);
    assertThat(first).hasSize(1);
    assertThat(told(then -> register.changeOnce("k", PUT, KEYED, SOON_MS, then)))
        .isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void leavesAnUnknownOutcomeUnknown_whenNoMajorityCanSettleIt() {
    formed("db_g1", "db_g2", "db_g3");
    CpRegister register = register(Breaker.State.OPEN, Breaker.State.OPEN);
    OperationToken token = new OperationToken("k:k", "op", 3);
    assertThat(told(then -> register.settle(token, SOON_MS, then)))
        .isEqualTo(new Outcome.Unknown("op", 3, List.of()));
  }

  @Test
  void refuses_beforeTheClusterIsFormed() {
    CpRegister register = register(Breaker.State.CLOSED, Breaker.State.CLOSED);
    assertThat(reason(put(register))).isEqualTo(Outcome.Reason.NOT_FORMED);
    assertThat(asked).isZero();
  }

  /** CP-17. */
  @Test
  void refuses_whenTheViewNamesMembersThatItWasNotGiven() {
    formed("db_g1", "db_g2", "db_g9");
    CpRegister register = register(Breaker.State.CLOSED, Breaker.State.CLOSED);
    assertThat(reason(put(register))).isEqualTo(Outcome.Reason.FENCED);
    assertThat(reason(read(register))).isEqualTo(Outcome.Reason.FENCED);
    assertThat(asked).isZero();
  }

  /** CP-5. */
  @Test
  void letsAWriteWaitForTheOneBeforeIt_andGivesItUpAtItsDeadline() {
    formed("db_g1", "db_g2", "db_g3");
    CpRegister register = register(Breaker.State.CLOSED, Breaker.State.CLOSED);
    List<Outcome> told = new ArrayList<>();
    loop.execute(() -> {
      register.change("k", PUT, SOON_MS, told::add);
      register.change("k", PUT, 0, told::add);
      register.change("k", PUT, SOON_MS, told::add);
    });
    world.runUntil(SOON_MS);
    assertThat(told.stream().map(CpRegisterTest::reason))
        .containsExactly(
            Outcome.Reason.CONTENTION, Outcome.Reason.NO_QUORUM, Outcome.Reason.NO_QUORUM);
  }
}
