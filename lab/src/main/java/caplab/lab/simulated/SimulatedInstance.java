package caplab.lab.simulated;

import caplab.lab.model.Topology.Instance;
import caplab.lab.stage.ClientAnswer;
import caplab.lab.stage.ClientCall;
import caplab.node.NodeSettings.BreakerSettings;
import caplab.sim.SimulatedConnection;
import caplab.sim.SimulatedLoop;
import caplab.sim.World;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One instance of a service behind its door: the shell that serves, on a loop in virtual time that
 * is new with every start. A call goes in and an answer comes out, as HTTP would carry them.
 */
abstract sealed class SimulatedInstance permits SimulatedCpInstance, SimulatedApInstance {

  static final BreakerSettings BREAKER =
      BreakerSettings.of(Duration.ofMillis(SimulatedStage.NETWORK_TIMEOUT_MS));

  final World world;
  final SimulatedNetwork network;
  final Mutations mutations;
  private final Instance instance;
  private SimulatedLoop loop;
  private SequencedMap<String, SimulatedConnection> connections = new LinkedHashMap<>();

  SimulatedInstance(World world, SimulatedNetwork network, Mutations mutations, Instance instance) {
    this.world = world;
    this.network = network;
    this.mutations = mutations;
    this.instance = instance;
    loop = new SimulatedLoop(world, 0);
    loop.kill();
  }

  /** Begins a life: nothing of the last one is remembered. */
  void start() {
    loop.kill();
    loop = new SimulatedLoop(world, mutations.skewMs(zone()));
    connections = new LinkedHashMap<>();
    network
        .nodes()
        .keySet()
        .forEach(node ->
            connections.put(
                node,
                new SimulatedConnection(
                    loop,
                    node,
                    BREAKER,
                    SimulatedStage.NETWORK_TIMEOUT_MS,
                    answered -> network.ping(zone(), node, answered))));
    loop.execute(() -> {
      begin(loop, connections);
      connections.values().forEach(SimulatedConnection::start);
    });
  }

  /** Makes the shell of a new life and starts it. */
  abstract void begin(SimulatedLoop life, SequencedMap<String, SimulatedConnection> nodes);

  /** Whether the cluster is formed, as far as this instance knows. */
  abstract boolean ready();

  /** How often it brought a node level by a resync. */
  abstract long resyncs();

  /** Carries a call out, within a turn; {@code then} gets the answer, unless the process dies. */
  abstract void carryOut(ClientCall call, long deadlineMs, Consumer<ClientAnswer> then);

  /** Hears a request. */
  void ask(ClientCall call, Consumer<ClientAnswer> then) {
    SimulatedLoop life = loop;
    life.execute(() -> carryOut(call, life.nowMs() + SimulatedStage.DEADLINE_MS, then));
  }

  /** The number of its zone, from 1. */
  int zone() {
    return instance.zone();
  }

  boolean up() {
    return loop.alive();
  }

  void kill() {
    loop.kill();
  }

  void pause() {
    loop.pause();
  }

  void resume() {
    loop.resume();
  }

  /** How its breakers stand, by node. */
  Map<String, String> breakers() {
    Map<String, String> states = new TreeMap<>();
    connections.forEach(
        (node, connection) -> states.put(node, connection.breaker().state().name()));
    return states;
  }
}
