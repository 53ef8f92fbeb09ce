package caplab.lab.compose;

import caplab.lab.embedded.Ports;
import caplab.lab.experiment.Experiment;
import caplab.lab.link.LinkFault;
import caplab.lab.model.Cut.Pair;
import caplab.lab.model.ProcessAction;
import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Instance;
import caplab.lab.model.UserError;
import caplab.lab.stage.RealStage;
import caplab.lab.wire.Doors;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The images of the project as containers on an engine, started for one run: zone g1 is asked
 * through the gateway, the others at their own ports.
 */
public final class ComposeStage extends RealStage {

  /** What the compose file has. */
  private static final Topology TOPOLOGY = new Topology(3, 3);

  private static final Ports PORTS = new Ports(Ports.BASE_DEFAULT);
  private static final int REDIS = 6379;

  /** The gateway may hold a request for 15 s, and then it has the service's own deadline. */
  private static final Duration ANSWER = Duration.ofSeconds(20);

  /** At the pace of an embedded run two cores would be busy with nothing left. */
  private static final int LEISURE = 8;

  /** With one processor each, what compiles competes with what answers. */
  private static final int WARM_UP_ROUNDS = 200;

  private final Project project;
  private final Map<Integer, InetSocketAddress> entrances = new ConcurrentHashMap<>();
  private volatile LinkFaults wanted = LinkFaults.NONE;
  private boolean wiring;

  /**
   * Starts everything, and returns once every instance has answered often enough to be quick.
   *
   * @throws UserError if the experiment needs what containers do not have, or nothing can start
   */
  public static ComposeStage start(Path root, Experiment experiment, long seed) {
    refuseForeign(experiment);
    ComposeStage stage = new ComposeStage(Project.up(root, TOPOLOGY, experiment.settings()), seed);
    stage.look();
    stage.warmUp(WARM_UP_ROUNDS);
    return stage;
  }

  private ComposeStage(Project project, long seed) {
    super(seed, ANSWER, Doors.OPEN);
    this.project = project;
  }

  /** Of Redis and of the engine. */
  public Map<String, Object> versions() {
    return project.versions();
  }

  @Override
  public int leisure() {
    return LEISURE;
  }

  @Override
  public Topology topology() {
    return TOPOLOGY;
  }

  @Override
  public void plant(int fromZone, int toNode, LinkFault fault) {
    want(wanted.plant(new Pair(fromZone, toNode), fault));
  }

  @Override
  public void lift(int fromZone, int toNode, LinkFault fault) {
    want(wanted.lift(new Pair(fromZone, toNode), fault));
  }

  @Override
  public void setClock(String node, long aheadMs) {
    throw UserError.usage("containers share the clock of their machine");
  }

  @Override
  public void tell(String node, String command) {
    carryOut(() -> project.stack().tell(node, command), () -> {});
  }

  @Override
  protected int port(Instance instance) {
    return PORTS.instance(instance);
  }

  /** Its address on the data plane, which the engine's own machine reaches. */
  @Override
  protected Optional<InetSocketAddress> entrance(int node) {
    return Optional.ofNullable(entrances.get(node));
  }

  @Override
  protected void perform(ProcessAction action, String target) {
    project.stack().act(action, target);
    look();
  }

  @Override
  protected void end() {
    project.close();
  }

  /** Faults that begin together are planted together, a moment later. */
  private void want(LinkFaults more) {
    wanted = more;
    if (!wiring) {
      wiring = true;
      carryOut(() -> {}, this::wire);
    }
  }

  private void wire() {
    wiring = false;
    carryOut(() -> project.stack().wire(() -> wanted), () -> {});
  }

  /** A container that was started anew may have another address. */
  private void look() {
    Containers now = project.stack().now();
    for (int number = 1; number <= TOPOLOGY.nodes(); number++) {
      int node = number;
      now.node(node)
          .flatMap(Container::address)
          .ifPresent(address -> entrances.put(node, new InetSocketAddress(address, REDIS)));
    }
  }

  private static void refuseForeign(Experiment experiment) {
    if (experiment.clocks()) {
      throw UserError.usage(
          experiment.name() + " sets clocks, and containers share one: run it --on embedded");
    }
    if (!experiment.topology().equals(TOPOLOGY)) {
      throw UserError.usage(
          experiment.name() + " has other nodes than docker-compose.yml: run it --on embedded");
    }
  }
}
