package caplab.lab.stage;

import caplab.lab.embedded.Cluster;
import caplab.lab.embedded.Setup;
import caplab.lab.link.LinkFault;
import caplab.lab.model.ProcessAction;
import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Instance;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/** Real Redis servers, real services and real links on this machine, in real time. */
public final class EmbeddedStage extends RealStage {

  /** Twice a service's own deadline: a service that is silent that long is gone. */
  private static final Duration ANSWER = Duration.ofSeconds(6);

  private static final int WARM_UP_ROUNDS = 50;

  private final Cluster cluster;

  /** Starts everything, and returns once every instance has answered often enough to be quick. */
  public static EmbeddedStage start(Setup setup, long seed) {
    EmbeddedStage stage = new EmbeddedStage(Cluster.start(setup), seed);
    stage.warmUp(WARM_UP_ROUNDS);
    return stage;
  }

  private EmbeddedStage(Cluster cluster, long seed) {
    super(seed, ANSWER, cluster.setup().doors());
    this.cluster = cluster;
  }

  /** What it runs on. */
  public Cluster cluster() {
    return cluster;
  }

  @Override
  public Topology topology() {
    return cluster.topology();
  }

  @Override
  public void plant(int fromZone, int toNode, LinkFault fault) {
    cluster.plant(Topology.zone(fromZone) + ":" + Topology.node(toNode), fault);
  }

  @Override
  public void lift(int fromZone, int toNode, LinkFault fault) {
    cluster.lift(Topology.zone(fromZone) + ":" + Topology.node(toNode), fault);
  }

  @Override
  public void setClock(String node, long aheadMs) {
    carryOut(() -> cluster.setClock(node, aheadMs), () -> {});
  }

  @Override
  public void tell(String node, String command) {
    carryOut(() -> cluster.tell(node, command), () -> {});
  }

  @Override
  protected int port(Instance instance) {
    return cluster.setup().ports().instance(instance);
  }

  @Override
  protected Optional<InetSocketAddress> entrance(int node) {
    int port = cluster.setup().ports().node(node);
    return Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  @Override
  protected void perform(ProcessAction action, String target) {
    cluster.act(action, target);
  }

  @Override
  protected void end() {
    cluster.close();
  }
}
