package caplab.ap.shell;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.ap.core.InMemoryReplica;
import caplab.ap.core.KeyState;
import caplab.ap.core.Outcome;
import caplab.ap.core.Read;
import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.ap.core.SessionToken;
import caplab.ap.core.VersionVector;
import caplab.node.Breaker;
import caplab.node.NodeSettings.BreakerSettings;
import caplab.protocol.Event;
import caplab.protocol.Replica;
import caplab.sim.SimulatedConnection;
import caplab.sim.SimulatedLoop;
import caplab.sim.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is not done while a flag says so, on nodes to which nothing is shipped (AP-11). */
class SwitchedWorkTest {

  private static final long PATIENCE_MS = 1_000;
  private static final BreakerSettings BREAKER = BreakerSettings.of(Duration.ofMillis(PATIENCE_MS));
  private static final Read.Wish OF_ALL =
      new Read.Wish(Read.Level.ALL, OptionalLong.empty(), false, VersionVector.NONE, false);

  private final World world = new World(1);
  private final SimulatedLoop loop = new SimulatedLoop(world, 0);
  private final SequencedMap<String, SimulatedConnection> connections = new LinkedHashMap<>();
  private final SequencedMap<String, Breaker> breakers = new LinkedHashMap<>();
  private final List<Request> asked = new ArrayList<>();
  private final ApShell shell = shell();
  private boolean repairs = true;
  private boolean exchanges = true;

  private ApShell shell() {
    Map<String, Replica<Request, Reply>> guarded = new LinkedHashMap<>();
    Map<String, Replica<Request, Reply>> insisting = new LinkedHashMap<>();
    for (String name : List.of("db_g1", "db_g2", "db_g3")) {
      SimulatedConnection connection =
          new SimulatedConnection(
              loop, name, BREAKER, PATIENCE_MS, told -> world.in(2, () -> told.accept(true)));
      Unshipped wire = new Unshipped(new InMemoryReplica(name));
      connections.put(name, connection);
      breakers.put(name, connection.breaker());
      guarded.put(name, connection.guarded(wire));
      insisting.put(name, connection.insisting(wire));
    }
    ApShell.Rules rules =
        new ApShell.Rules(
                "db_g1",
                PATIENCE_MS,
                0,
                1_000,
                1_000_000,
                5_000,
                () -> false,
                KeyState.Limit.DEFAULT)
            .switched(() -> repairs, () -> exchanges);
    return new ApShell(
        loop, new ApShell.Nodes(breakers, guarded, insisting), rules, ApListener.SILENT);
  }

  /** A node that no log reaches. */
  private final class Unshipped implements Replica<Request, Reply> {
    private final InMemoryReplica node;

    Unshipped(InMemoryReplica node) {
      this.node = node;
    }

    @Override
    public String name() {
      return node.name();
    }

    @Override
    public void ask(Request request, long timeoutMs, Consumer<Event<Reply>> callback) {
      asked.add(request);
      if (!(request instanceof Request.Apply)) {
        Reply reply = node.on(request, name() + "-run", (long) (world.now() * 1_000) + 1);
        world.in(2, () -> callback.accept(new Event.Answered<>(name(), reply)));
      }
    }
  }

  private long asked(Class<? extends Request> what) {
    return asked.stream().filter(what::isInstance).count();
  }

  private void begin() {
    loop.execute(() -> {
      connections.values().forEach(SimulatedConnection::start);
      shell.start();
    });
    world.runUntil(2_000);
  }

  /** Writes to one node and reads from all; how often a node was asked to merge by that. */
  private long merges(String key) {
    List<ApRegister.Told> told = new ArrayList<>();
    loop.execute(() ->
        shell
            .register()
            .write(
                key,
                Optional.of("v"),
                Optional.empty(),
                SessionToken.Context.NONE,
                loop.nowMs() + PATIENCE_MS,
                told::add));
    world.runUntil(world.now() + 20);
    long before = asked(Request.Merge.class);
    loop.execute(
        () -> shell.register().read(key, OF_ALL, false, loop.nowMs() + PATIENCE_MS, told::add));
    world.runUntil(world.now() + 20);
    assertThat(told)
        .extracting(ApRegister.Told::outcome)
        .hasExactlyElementsOfTypes(Outcome.Written.class, Outcome.Found.class);
    return asked(Request.Merge.class) - before;
  }

  @Test
  void repairsWhatAReadMet_unlessItIsSwitchedOff() {
    exchanges = false;
    begin();
    assertThat(merges("one")).isEqualTo(2);
    repairs = false;
    assertThat(merges("two")).isZero();
    repairs = true;
    assertThat(merges("three")).isEqualTo(2);
  }

  @Test
  void comparesNodes_unlessItIsSwitchedOff() {
    exchanges = false;
    begin();
    world.runUntil(world.now() + 120_000);
    assertThat(asked(Request.Sums.class)).isZero();
    exchanges = true;
    world.runUntil(world.now() + 120_000);
    assertThat(asked(Request.Sums.class)).isPositive();
  }
}
