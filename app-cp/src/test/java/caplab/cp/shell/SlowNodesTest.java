package caplab.cp.shell;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.cp.core.Change;
import caplab.cp.core.InMemoryAcceptor;
import caplab.cp.core.Outcome;
import caplab.cp.core.ProposerMemory;
import caplab.cp.core.Reply;
import caplab.cp.core.Request;
import caplab.node.Breaker;
import caplab.node.NodeSettings.BreakerSettings;
import caplab.protocol.Event;
import caplab.protocol.Replica;
import caplab.sim.SimulatedConnection;
import caplab.sim.SimulatedLoop;
import caplab.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Slow nodes serve where no majority is left without them (B-1). */
class SlowNodesTest {

  private static final long PATIENCE_MS = 1_000;
  private static final long DEADLINE_MS = 5_000;
  private static final BreakerSettings BREAKER =
      BreakerSettings.of(Duration.ofMillis(PATIENCE_MS)); // slow is what takes 500 ms

  private final World world = new World(1);
  private final SimulatedLoop loop = new SimulatedLoop(world, 0);
  private final Map<String, Double> answerMs = new HashMap<>();
  private final SequencedMap<String, SimulatedConnection> connections = new LinkedHashMap<>();
  private final Map<String, Replica<Request, Reply>> replicas = new LinkedHashMap<>();
  private final SequencedMap<String, Breaker> breakers = new LinkedHashMap<>();
  private final CpShell shell = shell();

  private CpShell shell() {
    for (String name : List.of("db_g1", "db_g2", "db_g3")) {
      answerMs.put(name, 2.0);
      SimulatedConnection.Ping ping =
          answered -> world.in(answerMs.get(name), () -> answered.accept(true));
      SimulatedConnection connection =
          new SimulatedConnection(loop, name, BREAKER, PATIENCE_MS, ping);
      connections.put(name, connection);
      breakers.put(name, connection.breaker());
      replicas.put(name, connection.guarded(new Late(new InMemoryAcceptor(name, name + "-run"))));
    }
    return new CpShell(
        loop,
        new CpShell.Parts(breakers, tag -> replicas, 1, PATIENCE_MS, ProposerMemory::new),
        CpListener.SILENT);
  }

  private final class Late implements Replica<Request, Reply> {
    private final InMemoryAcceptor node;

    Late(InMemoryAcceptor node) {
      this.node = node;
    }

    @Override
    public String name() {
      return node.name();
    }

    @Override
    public void ask(Request request, long timeoutMs, Consumer<Event<Reply>> callback) {
      Reply reply = node.handle(request);
      world.in(answerMs.get(name()), () -> callback.accept(new Event.Answered<>(name(), reply)));
    }
  }

  @Test
  void servesSlowly_whenAMajorityIsSlowForGood() {
    begin();
    answerMs.put("db_g2", 700.0);
    answerMs.put("db_g3", 700.0);
    writesFor(10_000);
    assertThat(state("db_g2")).isEqualTo(Breaker.State.OPEN);
    assertThat(state("db_g3")).isEqualTo(Breaker.State.OPEN);

    List<Outcome> outcomes = writesFor(60_000);

    assertThat(outcomes).hasSize(60).allMatch(Outcome.Applied.class::isInstance);
    assertThat(state("db_g2")).isEqualTo(Breaker.State.OPEN);
    assertThat(state("db_g3")).isEqualTo(Breaker.State.OPEN);
  }

  @Test
  void leavesASlowNodeOut_whenAMajorityIsQuick() {
    begin();
    answerMs.put("db_g3", 700.0);
    writesFor(10_000);
    assertThat(breakers.get("db_g3").skips()).isTrue();

    double before = world.now();
    List<Outcome> outcomes = new ArrayList<>();
    loop.execute(() -> write(outcomes));
    world.runUntil(before + 100);

    assertThat(outcomes).hasSize(1).allMatch(Outcome.Applied.class::isInstance);
  }

  private void begin() {
    loop.execute(() -> {
      connections.values().forEach(SimulatedConnection::start);
      shell.start();
    });
    world.runUntil(5_000);
  }

  private List<Outcome> writesFor(long ms) {
    List<Outcome> outcomes = new ArrayList<>();
    double end = world.now() + ms;
    while (world.now() < end) {
      loop.execute(() -> write(outcomes));
      world.runUntil(world.now() + 1_000);
    }
    world.runUntil(world.now() + DEADLINE_MS);
    return outcomes;
  }

  private void write(List<Outcome> outcomes) {
    Change put = new Change.Put("v", new Change.Always());
    shell.register().change("k", put, loop.nowMs() + DEADLINE_MS, outcomes::add);
  }

  private Breaker.State state(String node) {
    return breakers.get(node).state();
  }
}
