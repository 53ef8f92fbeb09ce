package caplab.cp.core;

import caplab.cp.shell.CpListener;
import caplab.cp.shell.CpRegister;
import caplab.cp.shell.CpShell;
import caplab.node.Breaker;
import caplab.node.NodeSettings.BreakerSettings;
import caplab.protocol.Replica;
import caplab.sim.SimulatedConnection;
import caplab.sim.SimulatedLoop;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** One instance of app-cp in virtual time: the shell that serves, in one life after the other. */
final class VirtualInstance {

  /** One life of the process; all that it remembers dies with it. */
  final class Life {
    private final SimulatedLoop loop = new SimulatedLoop(cluster.world, 0);
    private final CpShell shell;
    private long proposer;
    private boolean interrupted;

    private Life() {
      SequencedMap<String, Breaker> breakers = new LinkedHashMap<>();
      Map<String, SimulatedConnection> connections = new LinkedHashMap<>();
      cluster.nodes.forEach((name, node) -> {
        SimulatedConnection connection = connection(node);
        connections.put(name, connection);
        breakers.put(name, connection.breaker());
      });
      shell =
          new CpShell(
              loop,
              new CpShell.Parts(
                  breakers,
                  tag -> replicas(connections, tag),
                  cluster.settings.tags(),
                  cluster.patienceMs,
                  this::memory),
              CpListener.SILENT);
      loop.execute(() -> {
        connections.values().forEach(SimulatedConnection::start);
        shell.start();
      });
    }

    private SimulatedConnection connection(VirtualNode node) {
      BreakerSettings breaker = BreakerSettings.of(Duration.ofMillis(cluster.patienceMs));
      SimulatedConnection.Ping ping = cluster.network.ping(number, node);
      return new SimulatedConnection(loop, node.name(), breaker, cluster.patienceMs, ping);
    }

    private Map<String, Replica<Request, Reply>> replicas(
        Map<String, SimulatedConnection> connections, int tag) {
      Map<String, Replica<Request, Reply>> replicas = new LinkedHashMap<>();
      connections.forEach((name, connection) ->
          replicas.put(
              name,
              connection.guarded(cluster.network.wire(number, cluster.nodes.get(name), tag))));
      return replicas;
    }

    private ProposerMemory memory(long drawn) {
      proposer = drawn;
      return new ProposerMemory(drawn, cluster.settings.proof());
    }

    /** Whether it goes on. */
    boolean alive() {
      return loop.alive();
    }

    /** Whether it was stopped for a while. */
    boolean wasInterrupted() {
      return interrupted;
    }

    /** Who proposes what is done here: the author of its operations. */
    String author() {
      return Long.toString(proposer);
    }

    /**
     * A client's request.
     *
     * @param call gets the register and when the answer is due
     */
    void ask(long withinMs, Call call) {
      loop.execute(() -> call.send(shell.register(), loop.nowMs() + withinMs));
    }

    /** How many registers it knows some node to be behind with. */
    long behind() {
      return (long) shell.healing().details().get("registers_behind");
    }

    /** Whether this life has seen the node vote in every tag. */
    boolean sawVoting(String node) {
      return shell.healing().votes(node);
    }
  }

  /** What a client sends. */
  @FunctionalInterface
  interface Call {
    void send(CpRegister register, long deadlineMs);
  }

  private final Cluster cluster;
  private final int number;
  private Life life;

  VirtualInstance(Cluster cluster, int number) {
    this.cluster = cluster;
    this.number = number;
    life = new Life();
  }

  int number() {
    return number;
  }

  Life life() {
    return life;
  }

  /** Dies and starts again after a while, and then reads what clients have sent meanwhile. */
  void crash(double downMs) {
    life.loop.kill();
    life = new Life();
    if (downMs > 0) {
      pause(downMs);
    }
  }

  /** Stops for a while; then everything that waited happens at once. */
  void pause(double ms) {
    Life stopped = life;
    stopped.interrupted = true;
    stopped.loop.pause();
    cluster.world.in(ms, stopped.loop::resume);
  }

  void resume() {
    life.loop.resume();
  }
}
