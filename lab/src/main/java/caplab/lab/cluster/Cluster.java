package caplab.lab.cluster;

import caplab.lab.cluster.Topology.Instance;
import caplab.lab.link.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Real Redis servers and both services on this machine, with a cuttable link between each service
 * instance and each node. Closing it ends every process that it started.
 */
public final class Cluster implements Subject, AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);
  private static final int PORT_TRIES = 20;
  private static final long PORT_RETRY_MS = 100;

  /** What can be done to a node or a service instance. */
  public enum Action {
    KILL,
    PAUSE,
    RESUME,
    RESTART,
    /** Replaces a service instance; of a process that is the same as a restart. */
    REDEPLOY,
    WIPE,
    /** Keeps a copy of a running node's disk. */
    KEEP,
    /** Kills a node and starts it on the copy, as an old backup would. */
    ROLLBACK
  }

  private final Setup setup;
  private final Network network;
  private final Survey survey = new Survey();
  private final Map<String, Machine> nodes = new LinkedHashMap<>();
  private final Map<String, Machine> services = new LinkedHashMap<>();

  private Cluster(Setup setup) {
    this.setup = setup;
    this.network = new Network(setup.topology(), setup.ports());
    for (int number = 1; number <= setup.topology().nodes(); number++) {
      nodes.put(Topology.node(number), new Machine(setup.node(number)));
    }
    for (Instance instance : setup.topology().instances()) {
      services.put(
          instance.name(), new Machine(setup.service(instance, network.nodesSeenBy(instance))));
    }
  }

  /**
   * Starts everything and returns once every service serves.
   *
   * @throws Refused if a port is taken, the data is newer than the server, or a process ends
   */
  public static Cluster start(Setup setup) {
    Cluster cluster = new Cluster(setup);
    Thread lastResort = new Thread(cluster::close, "end-of-cluster");
    Runtime.getRuntime().addShutdownHook(lastResort);
    try {
      checkPorts(setup);
      setup.home().claimFor(setup.redis().version());
      onAll(cluster.nodes.values(), Machine::start);
      onAll(cluster.nodes.values(), node -> Readiness.awaitNode(node, START));
      onAll(cluster.services.values(), Machine::start);
      onAll(cluster.services.values(), service -> Readiness.awaitService(service, "/ready", START));
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
  public void plant(String place, Fault fault) {
    network.plant(place, fault);
  }

  /** Takes exactly this fault from one link; what else is planted there stays. */
  public void lift(String place, Fault fault) {
    network.lift(place, fault);
  }

  @Override
  public void heal() {
    network.heal();
  }

  @Override
  public void heal(String place) {
    network.heal(place);
  }

  @Override
  public void act(Action action, String target) {
    Machine machine = find(target);
    boolean node = nodes.containsKey(target);
    switch (action) {
      case KILL -> machine.kill();
      case PAUSE -> machine.pause();
      case RESUME -> machine.resume();
      case RESTART, REDEPLOY -> {
        machine.stop();
        startAgain(machine, node);
      }
      case WIPE -> {
        disk(target);
        machine.kill();
        Home.drop(disk(target));
        setup.home().node(target);
        startAgain(machine, true);
      }
      case KEEP -> Home.copy(disk(target), setup.home().kept(target));
      case ROLLBACK -> {
        machine.kill();
        Home.copy(setup.home().kept(target), disk(target));
        startAgain(machine, true);
      }
    }
  }

  /**
   * Sets a node's clock ahead of the machine's, or behind it; it steps at once.
   *
   * @throws Refused unless the cluster was set up with clocks that can be set
   */
  public void setClock(String node, long aheadMs) {
    if (!setup.clocks()) {
      throw Refused.now("the clocks of this cluster cannot be set");
    }
    disk(node);
    setup.home().setClock(node, aheadMs);
  }

  /**
   * Gives a node a command past all links and services, for example {@code CONFIG SET maxmemory 1}.
   *
   * @return the first line of what it answers
   */
  public String tell(String node, String command) {
    disk(node);
    return Readiness.say(find(node).port(), command);
  }

  private Path disk(String node) {
    if (!nodes.containsKey(node)) {
      throw Refused.usage(
          "only a node has a disk, " + node + " is none: there are " + nodes.keySet());
    }
    return setup.home().node(node);
  }

  @Override
  public Status status() {
    List<CompletableFuture<Status.Part>> asked = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Instance each : setup.topology().instances()) {
        Machine service = services.get(each.name());
        asked.add(CompletableFuture.supplyAsync(() -> survey.service(each, service), threads));
      }
    }
    return new Status(
        ProcessHandle.current().pid(),
        setup.ports().console(),
        IntStream.rangeClosed(1, nodes.size())
            .mapToObj(number -> survey.node(number, nodes.get(Topology.node(number))))
            .toList(),
        asked.stream().map(CompletableFuture::join).toList(),
        network.faults());
  }

  /** Services first, so that they can flush what they still owe the nodes. */
  @Override
  public synchronized void close() {
    network.heal();
    onAll(services.values(), Machine::stop);
    onAll(nodes.values(), Machine::stop);
    network.close();
    setup.home().leave();
  }

  private void startAgain(Machine machine, boolean node) {
    machine.start();
    if (node) {
      Readiness.awaitNode(machine, START);
    } else {
      Readiness.awaitService(machine, "/live", START);
    }
  }

  private Machine find(String target) {
    Machine machine = nodes.getOrDefault(target, services.get(target));
    if (machine == null) {
      throw Refused.usage(
          "nothing is called '"
              + target
              + "': there are "
              + nodes.keySet()
              + " and "
              + services.keySet());
    }
    return machine;
  }

  private static void onAll(Collection<Machine> machines, Consumer<Machine> act) {
    List<CompletableFuture<Void>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      machines.forEach(
          each -> running.add(CompletableFuture.runAsync(() -> act.accept(each), threads)));
    }
    for (CompletableFuture<Void> each : running) {
      if (each.isCompletedExceptionally() && each.exceptionNow() instanceof RuntimeException e) {
        throw e;
      }
    }
  }

  /**
   * A cluster that was just killed frees its ports a moment later, so a taken one is asked again.
   */
  private static void checkPorts(Setup setup) {
    setup.ports().of(setup.topology()).forEach(Cluster::awaitFree);
  }

  private static void awaitFree(String name, int port) {
    for (int attempt = 0; Ports.isTaken(port); attempt++) {
      if (attempt == PORT_TRIES) {
        throw Refused.now(
            "port "
                + port
                + " (for "
                + name
                + ") is taken by "
                + PortHolder.describe(port)
                + "; end it, or choose other ports with --port-base, for example --port-base 25000");
      }
      try {
        Thread.sleep(PORT_RETRY_MS);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw Refused.now("stopped while starting");
      }
    }
  }
}
