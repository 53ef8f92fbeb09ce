package caplab.lab.fault;

import caplab.lab.cluster.Topology;
import caplab.lab.link.Loss;
import caplab.lab.stage.Ground;

/** A share of what travels to and from one node is lost, and TCP sends it again. */
public record Lossy(int node, double share) implements Fault {

  @Override
  public String name() {
    return "lossy";
  }

  @Override
  public String target() {
    return Topology.node(node);
  }

  @Override
  public void begin(Ground ground) {
    for (int zone = 1; zone <= ground.topology().zones(); zone++) {
      ground.plant(zone, node, new Loss(share));
    }
  }

  @Override
  public void end(Ground ground) {
    for (int zone = 1; zone <= ground.topology().zones(); zone++) {
      ground.lift(zone, node, new Loss(share));
    }
  }
}
