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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Slow nodes serve where no other is left, and are levelled all the time (B-1). */
class SlowNodesTest {

  private static final double NEVER = Double.MAX_VALUE;
  private static final long PATIENCE_MS = 1_000;
  private static final long DEADLINE_MS = 5_000;
  private static final BreakerSettings BREAKER =
      BreakerSettings.of(Duration.ofMillis(PATIENCE_MS)); // slow is what takes 500 ms

  private final World world = new World(1);
  private final SimulatedLoop loop = new SimulatedLoop(world, 0);
  private final Map<String, Double> answerMs = new HashMap<>();
  private final SequencedMap<String, SimulatedConnection> connections = new LinkedHashMap<>();
  private final SequencedMap<String, Breaker> breakers = new LinkedHashMap<>();
  private final ApShell shell = shell();

  private ApShell shell() {
    Map<String, Replica<Request, Reply>> guarded = new LinkedHashMap<>();
    Map<String, Replica<Request, Reply>> insisting = new LinkedHashMap<>();
    for (String name : List.of("db_g1", "db_g2", "db_g3")) {
      answerMs.put(name, 2.0);
      SimulatedConnection connection =
          new SimulatedConnection(
              loop, name, BREAKER, PATIENCE_MS, told -> answer(name, () -> told.accept(true)));
      Late wire = new Late(new InMemoryReplica(name), name);
      connections.put(name, connection);
      breakers.put(name, connection.breaker());
      guarded.put(name, connection.guarded(wire));
      insisting.put(name, connection.insisting(wire));
    }
    ApShell.Rules rules =
        new ApShell.Rules(
            "db_g1", PATIENCE_MS, 0, 1_000, 1_000_000, 5_000, () -> false, KeyState.Limit.DEFAULT);
    return new ApShell(
        loop, new ApShell.Nodes(breakers, guarded, insisting), rules, ApListener.SILENT);
  }

  private void answer(String node, Runnable answer) {
    if (answerMs.get(node) < NEVER) {
      world.in(answerMs.get(node), answer);
    }
  }

  private final class Late implements Replica<Request, Reply> {
    private final InMemoryReplica node;
    private final String name;

    Late(InMemoryReplica node, String name) {
      this.node = node;
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public void ask(Request request, long timeoutMs, Consumer<Event<Reply>> callback) {
      if (answerMs.get(name) < NEVER) {
        Reply reply = node.on(request, name + "-run", (long) (world.now() * 1_000) + 1);
        answer(name, () -> callback.accept(new Event.Answered<>(name, reply)));
      }
    }
  }

  @Test
  void asksTheSlowNodeFirst_whenNoOtherAnswers() {
    begin();
    answerMs.putAll(Map.of("db_g1", NEVER, "db_g2", NEVER, "db_g3", 700.0));
    world.runUntil(world.now() + 30_000);
    assertThat(breakers.values()).allMatch(it -> it.state() == Breaker.State.OPEN);

    List<ApRegister.Told> told = new ArrayList<>();
    loop.execute(() -> write("k", told));
    world.runUntil(world.now() + 800);

    assertThat(told).hasSize(1).allMatch(it -> it.outcome() instanceof Outcome.Written);
  }

  @Test
  void levelsANodeThatIsSlowForGood_thoughItsBreakerStaysOpen() {
    begin();
    answerMs.put("db_g3", 700.0);
    world.runUntil(world.now() + 30_000);
    List<ApRegister.Told> told = new ArrayList<>();
    loop.execute(() -> write("k", told));
    world.runUntil(world.now() + 10_000);
    assertThat(breakers.get("db_g3").state()).isEqualTo(Breaker.State.OPEN);

    answerMs.putAll(Map.of("db_g1", NEVER, "db_g2", NEVER));
    world.runUntil(world.now() + 30_000);
    loop.execute(() ->
        shell.register().read("k", Read.Wish.PLAIN, false, loop.nowMs() + DEADLINE_MS, told::add));
    world.runUntil(world.now() + DEADLINE_MS);

    assertThat(told.getLast().outcome())
        .isInstanceOfSatisfying(
            Outcome.Found.class, found -> assertThat(found.state().siblings()).hasSize(1));
  }

  /** AP-1. */
  @Test
  void asksANodePastItsBreaker_whenThoseWithClosedOnesHaveJustDied() {
    begin();
    answerMs.put("db_g1", NEVER);
    world.runUntil(world.now() + 30_000);
    assertThat(breakers.get("db_g1").state()).isEqualTo(Breaker.State.OPEN);
    answerMs.putAll(Map.of("db_g1", 2.0, "db_g2", NEVER, "db_g3", NEVER));

    List<ApRegister.Told> told = new ArrayList<>();
    loop.execute(() -> write("k", told));
    loop.execute(() -> read("k", told));
    world.runUntil(world.now() + DEADLINE_MS);

    assertThat(told).hasSize(2);
    assertThat(told)
        .extracting(ApRegister.Told::outcome)
        .hasAtLeastOneElementOfType(Outcome.Written.class)
        .hasAtLeastOneElementOfType(Outcome.Found.class);
  }

  /** AP-1. */
  @Test
  void neverAsksANode_thatAnOperatorHoldsOpen() {
    begin();
    breakers.get("db_g1").open();
    answerMs.putAll(Map.of("db_g2", NEVER, "db_g3", NEVER));

    List<ApRegister.Told> told = new ArrayList<>();
    loop.execute(() -> read("k", told));
    world.runUntil(world.now() + DEADLINE_MS);

    assertThat(told).hasSize(1);
    assertThat(told.getFirst().outcome()).isInstanceOf(Outcome.Unavailable.class);
    assertThat(told.getFirst().asked()).doesNotContain("db_g1");
  }

  /** Another thread tells of it, when the loop has gone on. */
  @Test
  void whatWasHeardForARead_staysAsItWasTold_thoughANodeAnswersLater() {
    begin();
    answerMs.put("db_g3", 100.0);
    Read.Wish majority =
        new Read.Wish(Read.Level.QUORUM, OptionalLong.empty(), false, VersionVector.NONE, false);

    List<ApRegister.Told> told = new ArrayList<>();
    loop.execute(
        () -> shell.register().read("k", majority, true, loop.nowMs() + DEADLINE_MS, told::add));
    world.runUntil(world.now() + 50);
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().heard()).containsOnlyKeys("db_g1", "db_g2");

    world.runUntil(world.now() + 1_000);
    assertThat(told.getFirst().heard()).containsOnlyKeys("db_g1", "db_g2");
  }

  private void read(String key, List<ApRegister.Told> told) {
    shell.register().read(key, Read.Wish.PLAIN, false, loop.nowMs() + DEADLINE_MS, told::add);
  }

  private void begin() {
    loop.execute(() -> {
      connections.values().forEach(SimulatedConnection::start);
      shell.start();
    });
    world.runUntil(5_000);
  }

  private void write(String key, List<ApRegister.Told> told) {
    shell
        .register()
        .write(
            key,
            Optional.of("v"),
            Optional.empty(),
            SessionToken.Context.NONE,
            loop.nowMs() + DEADLINE_MS,
            told::add);
  }
}
