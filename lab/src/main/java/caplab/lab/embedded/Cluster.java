package caplab.lab.embedded;

import caplab.lab.link.LinkFault;
import caplab.lab.model.Cut;
import caplab.lab.model.ProcessAction;
import caplab.lab.model.Status;
import caplab.lab.model.Testbed;
import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Instance;
import caplab.lab.model.UserError;
import caplab.lab.wire.AtOnce;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Real Redis servers and both services on this machine, with a cuttable link between each service
 * instance and each node. Closing it ends every process that it started.
 */
public final class Cluster implements Testbed, AutoCloseable {

  private static final Duration QUIET = Duration.ofSeconds(60);
  private static final String ADVICE =
      "end it, or choose other ports with --port-base, for example --port-base 25000";

  private final Setup setup;
  private final Network network;
  private final Readiness readiness;
  private final Map<String, ManagedProcess> nodes = new LinkedHashMap<>();
  private final Map<String, ManagedProcess> services = new LinkedHashMap<>();
  private volatile boolean ending;

  private Cluster(Setup setup, Consumer<String> starting) {
    this.setup = setup;
    this.readiness = new Readiness(setup.doors(), QUIET, starting);
    this.network = new Network(setup);
    for (int number = 1; number <= setup.topology().nodes(); number++) {
      nodes.put(Topology.node(number), new ManagedProcess(setup.node(number)));
    }
    for (Instance instance : setup.topology().instances()) {
      services.put(
          instance.name(),
          new ManagedProcess(setup.service(instance, network.nodesSeenBy(instance))));
    }
  }

  /**
   * Starts everything and returns once every service serves.
   *
   * @throws UserError if a port is taken, the data is newer than the server, or a process ends
   */
  public static Cluster start(Setup setup) {
    return start(setup, how -> {});
  }

  /**
   * The same, as long as something gets on; what was done until then stays on the disks.
   *
   * @param starting hears, whenever it changes, how far those are that are not ready
   */
  public static Cluster start(Setup setup, Consumer<String> starting) {
    Cluster cluster = new Cluster(setup, starting);
    Thread lastResort = new Thread(cluster::close, "end-of-cluster");
    Runtime.getRuntime().addShutdownHook(lastResort);
    try {
      setup
          .ports()
          .of(setup.topology())
          .forEach((name, port) -> Ports.awaitFree(name, port, ADVICE));
      setup.data().claimFor(setup.redis().version());
      AtOnce.act(cluster.nodes.values(), ManagedProcess::start);
      AtOnce.act(cluster.nodes.values(), cluster.readiness::awaitNode);
      AtOnce.act(cluster.services.values(), ManagedProcess::start);
      AtOnce.act(
          cluster.services.values(), service -> cluster.readiness.awaitService(service, "/ready"));
      return cluster;
    } catch (RuntimeException failed) {
      cluster.close();
      throw failed;
    }
  }

  public Setup setup() {
    return setup;
  }

  @Override
  public Topology topology() {
    return setup.topology();
  }

  @Override
  public void cut(Cut cut) {
    network.cut(cut);
  }

  @Override
  public void plant(String pattern, LinkFault fault) {
    network.plant(pattern, fault);
  }

  /** Takes exactly this fault from one link; what else is planted there stays. */
  public void lift(String pattern, LinkFault fault) {
    network.lift(pattern, fault);
  }

  @Override
  public void heal() {
    network.heal();
  }

  @Override
  public void heal(String pattern) {
    network.heal(pattern);
  }

  @Override
  public void act(ProcessAction action, String target) {
    ManagedProcess process = find(target);
    boolean node = nodes.containsKey(target);
    switch (action) {
      case KILL -> process.kill();
      case PAUSE -> process.pause();
      case RESUME -> process.resume();
      case RESTART, REDEPLOY -> {
        process.stop();
        startAgain(process, node);
      }
      case WIPE -> {
        disk(target);
        process.kill();
        DataDirectory.drop(disk(target));
        setup.data().node(target);
        startAgain(process, true);
      }
      case KEEP -> DataDirectory.copy(disk(target), setup.data().kept(target));
      case ROLLBACK -> {
        process.kill();
        DataDirectory.copy(setup.data().kept(target), disk(target));
        startAgain(process, true);
      }
    }
  }

  /**
   * Sets a node's clock ahead of the machine's, or behind it; it steps at once.
   *
   * @throws UserError unless the cluster was set up with clocks that can be set
   */
  public void setClock(String node, long aheadMs) {
    if (!setup.clocks()) {
      throw UserError.now("the clocks of this cluster cannot be set");
    }
    disk(node);
    setup.data().setClock(node, aheadMs);
  }

  /**
   * Gives a node a command past all links and services, for example {@code CONFIG SET maxmemory 1}.
   *
   * @return the first line of what it answers
   */
  public String tell(String node, String command) {
    disk(node);
    return setup.doors().say(find(node).port(), command);
  }

  private Path disk(String node) {
    if (!nodes.containsKey(node)) {
      throw UserError.usage(
          "only a node has a disk, " + node + " is none: there are " + nodes.keySet());
    }
    return setup.data().node(node);
  }

  @Override
  public Status status() {
    return new Status(
        ProcessHandle.current().pid(),
        setup.ports().console(),
        IntStream.rangeClosed(1, nodes.size()).mapToObj(this::node).toList(),
        AtOnce.ask(setup.topology().instances(), this::service),
        network.faults());
  }

  private Status.Part node(int number) {
    ManagedProcess node = nodes.get(Topology.node(number));
    return Survey.node(number, node.port(), node.pid(), node.state().text());
  }

  private Status.Part service(Instance instance) {
    ManagedProcess service = services.get(instance.name());
    return new Survey(setup.doors().services())
        .service(instance, service.port(), service.pid(), service.state().text());
  }

  /** Whether it is being closed: what dies from now on was told to. */
  public boolean isEnding() {
    return ending;
  }

  /** Services first, so that they can flush what they still owe the nodes. */
  @Override
  public synchronized void close() {
    ending = true;
    network.heal();
    AtOnce.act(services.values(), ManagedProcess::stop);
    AtOnce.act(nodes.values(), ManagedProcess::stop);
    network.close();
    setup.data().leave();
  }

  private void startAgain(ManagedProcess process, boolean node) {
    process.start();
    if (node) {
      readiness.awaitNode(process);
    } else {
      readiness.awaitService(process, "/live");
    }
  }

  private ManagedProcess find(String target) {
    ManagedProcess process = nodes.getOrDefault(target, services.get(target));
    if (process == null) {
      throw UserError.usage(
          "nothing is called '%s': there are %s and %s"
              .formatted(target, nodes.keySet(), services.keySet()));
    }
    return process;
  }
}
