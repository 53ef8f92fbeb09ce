package caplab.lab.simulated;

import caplab.lab.experiment.Experiment;
import caplab.lab.link.LinkFault;
import caplab.lab.model.ProcessAction;
import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Instance;
import caplab.lab.model.Topology.Kind;
import caplab.lab.model.UserError;
import caplab.lab.run.FaultSpan;
import caplab.lab.run.Sample;
import caplab.lab.stage.ClientAnswer;
import caplab.lab.stage.ClientCall;
import caplab.lab.stage.Stage;
import caplab.sim.World;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Both services over nodes in memory, in virtual time. A seed is a history, to the last byte. */
public final class SimulatedStage implements Stage {

  /** How long one node may take to answer, and a whole request, as the services have it. */
  static final long NETWORK_TIMEOUT_MS = 1_000;

  static final long DEADLINE_MS = 3_000;

  /** A client goes away after that. */
  private static final long ANSWER_MS = 6_000;

  private static final Set<String> SETTINGS = Set.of("MAX_STALENESS_MS", "AP_LOG_CAP");
  private static final String LOG_MOST = "100000";
  private static final long FORMING_MS = 2_000;
  private static final long START_MS = 150;
  private static final double NOBODY_MS = 0.5;
  private static final double NANOS_PER_MS = 1e6;

  private final Topology topology;
  private final World world;
  private final SimulatedNetwork network;
  private final Map<String, SimulatedInstance> instances = new LinkedHashMap<>();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int acting;
  private boolean over;
  private double originMs;

  /** A pair of whole parts, formed and idle, as the experiment wants it. */
  public static SimulatedStage start(Experiment experiment, long seed) {
    return start(experiment, seed, Mutations.NONE);
  }

  /**
   * A pair of these parts.
   *
   * @throws UserError if the experiment needs what only real parts have
   */
  public static SimulatedStage start(Experiment experiment, long seed, Mutations mutations) {
    if (experiment.onlyReal().isPresent()) {
      throw onlyReal(experiment.name() + " needs real parts (" + experiment.onlyReal().get() + ")");
    }
    Set<String> settings = new TreeSet<>(experiment.settings().keySet());
    settings.removeAll(SETTINGS);
    if (!settings.isEmpty()) {
      throw new IllegalStateException(experiment.name() + " sets " + settings);
    }
    SimulatedStage stage = new SimulatedStage(experiment, seed, mutations);
    stage.form();
    return stage;
  }

  private SimulatedStage(Experiment experiment, long seed, Mutations mutations) {
    topology = experiment.topology();
    long logMost = Long.parseLong(experiment.settings().getOrDefault("AP_LOG_CAP", LOG_MOST));
    world = new World(seed);
    network = new SimulatedNetwork(world, mutations, topology);
    for (Instance each : topology.instances()) {
      instances.put(
          each.name(),
          switch (each.kind()) {
            case CP -> new SimulatedCpInstance(world, network, mutations, each, this::now);
            case AP -> new SimulatedApInstance(world, network, mutations, each, logMost, this::now);
          });
    }
  }

  private void form() {
    instances.values().forEach(SimulatedInstance::start);
    world.runUntil(FORMING_MS);
    if (!instances.values().stream().allMatch(SimulatedInstance::ready)) {
      throw new IllegalStateException("the simulated cluster was not formed in time");
    }
    originMs = world.now();
  }

  @Override
  public Topology topology() {
    return topology;
  }

  @Override
  public RandomGenerator random() {
    return world.random();
  }

  @Override
  public long now() {
    return (long) ((world.now() - originMs) * NANOS_PER_MS);
  }

  @Override
  public void in(long delayMs, Runnable action) {
    world.in(
        delayMs,
        () -> {
          if (!over) {
            action.run();
          }
        });
  }

  @Override
  public void ask(ClientCall call, Consumer<ClientAnswer> then) {
    Ear ear = new Ear(then);
    SimulatedInstance instance = instances.get(call.instance().name());
    if (!instance.up()) {
      world.in(NOBODY_MS, () -> ear.hear(ClientAnswer.none(now(), false, "refused")));
      return;
    }
    world.in(ANSWER_MS, () -> ear.hear(ClientAnswer.none(now(), true, "no answer")));
    world.in(NOBODY_MS, () -> instance.ask(call, ear::hear));
  }

  /** A client hears one answer. */
  private final class Ear {

    private final Consumer<ClientAnswer> then;
    private boolean heard;

    Ear(Consumer<ClientAnswer> then) {
      this.then = then;
    }

    void hear(ClientAnswer answer) {
      if (!heard && !over) {
        heard = true;
        then.accept(answer);
      }
    }
  }

  @Override
  public void sample(Consumer<Sample> each) {
    Map<String, OptionalDouble> bounds = new TreeMap<>();
    network.nodes().forEach((name, node) -> bounds.put(name, node.boundMs(topology.nodes())));
    for (Instance instance : topology.instances()) {
      each.accept(
          new Sample(
              now() / (long) NANOS_PER_MS,
              instance.name(),
              Topology.zone(instance.zone()),
              instances.get(instance.name()).breakers(),
              instance.kind() == Kind.AP ? bounds : Map.of(),
              instances.get(instance.name()).resyncs(),
              ""));
    }
  }

  @Override
  public List<FaultSpan> stalls() {
    return List.of();
  }

  @Override
  public void plant(int fromZone, int toNode, LinkFault fault) {
    network.plant(fromZone, Topology.node(toNode), fault);
  }

  @Override
  public void lift(int fromZone, int toNode, LinkFault fault) {
    network.lift(fromZone, Topology.node(toNode), fault);
  }

  @Override
  public void act(ProcessAction action, String target) {
    SimulatedNode node = network.nodes().get(target);
    SimulatedInstance instance = instances.get(target);
    if (node == null && instance == null) {
      throw UserError.usage("nobody is called " + target);
    }
    if (node != null) {
      act(action, node);
    } else {
      act(action, instance);
    }
  }

  private void act(ProcessAction action, SimulatedNode node) {
    switch (action) {
      case KILL -> node.kill();
      case PAUSE -> node.pause();
      case RESUME -> node.resume();
      case RESTART, REDEPLOY -> later(node::kill, node::restart);
      case WIPE -> later(node::kill, node::wipe);
      case KEEP -> node.keep();
      case ROLLBACK -> later(node::kill, node::rollBack);
    }
  }

  private void act(ProcessAction action, SimulatedInstance instance) {
    switch (action) {
      case KILL -> instance.kill();
      case PAUSE -> instance.pause();
      case RESUME -> instance.resume();
      case RESTART, REDEPLOY -> later(instance::kill, instance::start);
      case WIPE, KEEP, ROLLBACK -> throw UserError.usage("only a node has a disk");
    }
  }

  @Override
  public void setClock(String node, long aheadMs) {
    network.nodes().get(node).setClock(aheadMs);
  }

  @Override
  public void tell(String node, String command) {
    throw onlyReal(command + " is for a Redis server");
  }

  private static UserError onlyReal(String why) {
    return UserError.usage(why + ", which only --on embedded has");
  }

  /** A process that is started again needs its time. */
  private void later(Runnable now, Runnable then) {
    acting++;
    now.run();
    world.in(
        START_MS,
        () -> {
          then.run();
          acting--;
          release();
        });
  }

  @Override
  public void settled(Runnable then) {
    waiting.add(then);
    release();
  }

  private void release() {
    while (acting == 0 && !waiting.isEmpty()) {
      in(0, waiting.remove());
    }
  }

  @Override
  public void play(Runnable opening) {
    in(0, opening);
    while (!over) {
      world.runNext();
    }
  }

  @Override
  public void finish() {
    over = true;
  }

  @Override
  public void close() {
    over = true;
  }
}
