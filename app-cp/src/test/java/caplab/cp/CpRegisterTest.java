package caplab.cp;

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
import caplab.node.Command;
import caplab.node.Node;
import caplab.node.NodeStatus;
import caplab.protocol.Driver;
import caplab.protocol.Event;
import caplab.protocol.Replica;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What the register decides before it asks any node. */
class CpRegisterTest {

  private static final long SOON_MS = 1_000;

  private final AtomicInteger asked = new AtomicInteger();
  private final ProposerMemory memory = new ProposerMemory(1);
  private Runnable meanwhile = () -> {};
  private final FakeNode first = new FakeNode("db_g1", Breaker.State.CLOSED);

  /** A node that is only its breaker: whoever sends it a command fails the test. */
  private record FakeNode(String name, Breaker.State state) implements Node, Breaker {
    @Override
    public void send(Command command, Duration timeout, Consumer<caplab.node.Reply> callback) {
      throw new AssertionError("a command was sent");
    }

    @Override
    public Breaker breaker() {
      return this;
    }

    @Override
    public NodeStatus status() {
      Optional<String> none = Optional.empty();
      return new NodeStatus(false, name, none, none, Optional.empty(), 0, 1, List.of());
    }

    @Override
    public boolean forced() {
      return false;
    }

    @Override
    public Optional<Duration> nextAttemptIn() {
      return Optional.of(Duration.ofMillis(name.equals("db_g2") ? 700 : 1200));
    }

    @Override
    public Optional<Double> failureRate() {
      return Optional.empty();
    }

    @Override
    public void close() {}

    @Override
    public void open() {}

    @Override
    public void reset() {}
  }

  private record Silent(String name, AtomicInteger asked, Runnable meanwhile)
      implements Replica<Request, Reply> {
    @Override
    public void ask(Request request, Duration timeout, Consumer<Event<Reply>> callback) {
      asked.incrementAndGet();
      meanwhile.run();
      callback.accept(new Event.Silent<>(name, false, "a fake"));
    }
  }

  private CpRegister register(Breaker.State second, Breaker.State third) {
    List<Node> nodes = List.of(first, new FakeNode("db_g2", second), new FakeNode("db_g3", third));
    Map<String, Replica<Request, Reply>> replicas = new LinkedHashMap<>();
    nodes.forEach(
        node -> replicas.put(node.name(), new Silent(node.name(), asked, () -> meanwhile.run())));
    Driver driver = new Driver(() -> 0, new Random(1), Duration.ofMillis(100));
    CpConfig config = new CpConfig(SOON_MS, 100, 5_000, List.of(new byte[32]));
    List<CpRegister.Tag> tags = List.of(new CpRegister.Tag(memory, replicas));
    return new CpRegister(tags, nodes, driver, () -> 0, config, (tag, outcome) -> {});
  }

  private void formed(String... members) {
    TreeMap<String, View.Member> all = new TreeMap<>();
    for (String member : members) {
      all.put(member, new View.Member("n-" + member, ""));
    }
    memory.learn(new View(1, "first", all));
  }

  private static Outcome put(CpRegister register) {
    return register.change("k", new Change.Put("v", new Change.Always()), SOON_MS);
  }

  private static Outcome.Reason reason(Outcome outcome) {
    return ((Outcome.NotApplied) outcome).reason();
  }

  /** B-1. */
  @Test
  void refusesWithoutAskingAnyNode_whenOpenBreakersLeaveNoMajority() {
    formed("db_g1", "db_g2", "db_g3");
    CpRegister register = register(Breaker.State.OPEN, Breaker.State.OPEN);
    assertThat(reason(put(register))).isEqualTo(Outcome.Reason.NO_QUORUM);
    assertThat(reason(register.read("k", SOON_MS))).isEqualTo(Outcome.Reason.NO_QUORUM);
    assertThat(asked).hasValue(0);
  }

  @Test
  void asks_whileAMajorityOfBreakersLetsItThrough() {
    formed("db_g1", "db_g2", "db_g3");
    CpRegister register = register(Breaker.State.HALF_OPEN, Breaker.State.OPEN);
    assertThat(reason(put(register))).isEqualTo(Outcome.Reason.NO_QUORUM);
    assertThat(asked).hasPositiveValue();
  }

  @Test
  void saysUnknownOfAKeyedWrite_whenNobodyCanSayThatNoEarlierAttemptWasProposed() {
    formed("db_g1", "db_g2", "db_g3");
    CpRegister register = register(Breaker.State.OPEN, Breaker.State.OPEN);
    Change put = new Change.Put("v", new Change.Always());
    Outcome outcome = register.changeOnce("k", put, new KeyedWrite.Keyed("id", "print"), SOON_MS);
    assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
    assertThat(asked).hasValue(0);
  }

  @Test
  void refusesAKeyedWrite_whileTheSameOneIsInFlight() {
    formed("db_g1", "db_g2", "db_g3");
    CpRegister register = register(Breaker.State.CLOSED, Breaker.State.CLOSED);
    Change put = new Change.Put("v", new Change.Always());
    KeyedWrite.Keyed keyed = new KeyedWrite.Keyed("id", "print");
    AtomicInteger refused = new AtomicInteger();
    meanwhile =
        () -> {
          try {
            register.changeOnce("k", put, keyed, SOON_MS);
          } catch (CpRegister.InFlight e) {
            refused.incrementAndGet();
          }
        };
    register.changeOnce("k", put, keyed, SOON_MS);
    assertThat(refused).hasPositiveValue();
    meanwhile = () -> {};
    assertThat(register.changeOnce("k", put, keyed, SOON_MS)).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void leavesAnUnknownOutcomeUnknown_whenNoMajorityCanSettleIt() {
    formed("db_g1", "db_g2", "db_g3");
    CpRegister register = register(Breaker.State.OPEN, Breaker.State.OPEN);
    Outcome outcome = register.settle(new OperationToken("k:k", "op", 3), SOON_MS);
    assertThat(outcome).isEqualTo(new Outcome.Unknown("op", 3, List.of()));
  }

  @Test
  void refuses_beforeTheClusterIsFormed() {
    CpRegister register = register(Breaker.State.CLOSED, Breaker.State.CLOSED);
    assertThat(reason(put(register))).isEqualTo(Outcome.Reason.NOT_FORMED);
    assertThat(asked).hasValue(0);
  }

  /** CP-17. */
  @Test
  void refuses_whenTheViewNamesMembersThatItWasNotGiven() {
    formed("db_g1", "db_g2", "db_g9");
    CpRegister register = register(Breaker.State.CLOSED, Breaker.State.CLOSED);
    assertThat(reason(put(register))).isEqualTo(Outcome.Reason.FENCED);
    assertThat(reason(register.read("k", SOON_MS))).isEqualTo(Outcome.Reason.FENCED);
    assertThat(asked).hasValue(0);
  }

  @Test
  void tellsToComeBack_whenTheFirstBreakerLetsAProbeThrough() {
    List<Node> nodes =
        List.of(
            new FakeNode("db_g1", Breaker.State.OPEN), new FakeNode("db_g2", Breaker.State.OPEN));
    assertThat(CpHealth.retryAfterMs(nodes)).isEqualTo(700);
  }
}
