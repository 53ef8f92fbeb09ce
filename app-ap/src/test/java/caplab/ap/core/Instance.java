package caplab.ap.core;

import caplab.ap.shell.ApListener;
import caplab.ap.shell.ApRegister;
import caplab.ap.shell.ApShell;
import caplab.node.Breaker;
import caplab.node.NodeSettings.BreakerSettings;
import caplab.protocol.Replica;
import caplab.sim.SimulatedConnection;
import caplab.sim.SimulatedLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.function.BiConsumer;

/**
 * A process of app-ap: the shell that serves, in one life after another, each with a wall clock, a
 * home node and an order of nodes of its own.
 */
final class Instance {

  /** NETWORK_TIMEOUT_SEC. */
  static final long TIMEOUT_MS = 1_000;

  private static final BreakerSettings BREAKER = BreakerSettings.of(Duration.ofMillis(TIMEOUT_MS));
  private static final long STALE_MS = 2_000;
  private static final double SKEW_MOST_MS = 5_000;

  final int number;
  private final Cluster cluster;
  private final SequencedMap<String, SimulatedConnection> connections = new LinkedHashMap<>();
  private SimulatedLoop loop;
  private ApShell shell;
  private InstanceMemory memory;
  private boolean paused;
  private boolean ending;
  private int stalls;

  /** What it did in all its lives. */
  int resyncs;

  int repaired;

  Instance(Cluster cluster, int number) {
    this.cluster = cluster;
    this.number = number;
  }

  /** Begins a life. */
  void start() {
    double skewMs = cluster.world.random().nextDouble(-SKEW_MOST_MS, SKEW_MOST_MS);
    loop = new SimulatedLoop(cluster.world, (long) skewMs, this::faulty);
    paused = false;
    ending = false;
    connections.clear();
    SequencedMap<String, Breaker> breakers = new LinkedHashMap<>();
    Map<String, Replica<Request, Reply>> guarded = new LinkedHashMap<>();
    Map<String, Replica<Request, Reply>> insisting = new LinkedHashMap<>();
    List<String> order = new ArrayList<>(cluster.names());
    Collections.shuffle(order, new Random(cluster.world.random().nextLong()));
    for (String name : order) {
      Node node = cluster.nodes.get(name);
      Replica<Request, Reply> wire = cluster.network.wire(number, node);
      SimulatedConnection connection =
          new SimulatedConnection(
              loop, name, BREAKER, TIMEOUT_MS, cluster.network.ping(number, node));
      connections.put(name, connection);
      breakers.put(name, connection.breaker());
      guarded.put(name, connection.guarded(wire));
      insisting.put(name, connection.insisting(wire));
    }
    memory = cluster.rules.memory(cluster.names(), loop::wallMs, loop.random()::nextLong);
    shell =
        new ApShell(
            loop,
            new ApShell.Nodes(breakers, guarded, insisting),
            rules(order.getFirst()),
            memory,
            new Counting());
    loop.execute(() -> {
      connections.values().forEach(SimulatedConnection::start);
      shell.start();
    });
  }

  private void faulty(Throwable fault) {
    StackTraceElement where = fault.getStackTrace()[0];
    cluster.history.fails("instance %d is at fault: %s at %s".formatted(number, fault, where));
  }

  private ApShell.Rules rules(String home) {
    return new ApShell.Rules(
        home,
        TIMEOUT_MS,
        cluster.settings.cacheMs(),
        cluster.settings.logEntries(),
        cluster.settings.logBytes(),
        STALE_MS,
        cluster.settings::throttles,
        KeyState.Limit.DEFAULT,
        () -> true,
        () -> true,
        cluster.settings.batch(),
        cluster.settings.page());
  }

  private final class Counting implements ApListener {
    @Override
    public void resynced(String source, String target, String reason, Resync.Resynced resynced) {
      resyncs++;
    }

    @Override
    public void repaired(int keys) {
      repaired += keys;
    }
  }

  boolean alive() {
    return loop != null && loop.alive();
  }

  /** Kills it: what it was doing is forgotten. */
  void kill() {
    stalls++;
    loop.kill();
  }

  /** Kills it and begins a new life after a while. */
  void crash(double downMs) {
    if (alive()) {
      kill();
      cluster.world.in(downMs, this::start);
    }
  }

  /** Ends it in an orderly way, and begins a new life after a while. */
  void restart(double downMs) {
    SimulatedLoop life = loop;
    if (alive()) {
      ending = true;
      life.execute(() ->
          shell.close(() -> {
            if (life == loop) {
              crash(downMs);
            }
          }));
    }
  }

  /** Stops the process for a while, as SIGSTOP does. */
  void pause(double ms) {
    SimulatedLoop life = loop;
    if (alive() && !paused) {
      stalls++;
      paused = true;
      life.pause();
      cluster.world.in(
          ms,
          () -> {
            if (life == loop) {
              stalls++;
              paused = false;
            }
            life.resume();
          });
    }
  }

  /** How often it was stopped: while this stays the same it keeps its deadlines. */
  int stalls() {
    return stalls;
  }

  boolean paused() {
    return paused;
  }

  /** Whether it was told to end, and does once it runs. */
  boolean ending() {
    return ending;
  }

  InstanceMemory memory() {
    return memory;
  }

  ApShell shell() {
    return shell;
  }

  /** Does something with the register, and the present time, in a turn. */
  void turn(BiConsumer<ApRegister, Long> work) {
    SimulatedLoop life = loop;
    ApRegister register = shell.register();
    life.execute(() -> work.accept(register, life.nowMs()));
  }

  /** What is not as it should be when nothing is wrong any more. */
  Optional<String> unsettled() {
    for (Map.Entry<String, SimulatedConnection> connection : connections.entrySet()) {
      Breaker.State state = connection.getValue().breaker().state();
      if (state != Breaker.State.CLOSED) {
        return Optional.of("the breaker of " + connection.getKey() + " is " + state);
      }
      if (shell.sightings().boundUs(connection.getKey()).isEmpty()) {
        return Optional.of("no bound is known of " + connection.getKey());
      }
    }
    return shell.lags().values().stream().allMatch(lag -> lag == 0)
        ? Optional.empty()
        : Optional.of("links lag: " + shell.lags());
  }
}
