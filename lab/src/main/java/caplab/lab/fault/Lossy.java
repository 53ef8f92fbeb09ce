package caplab.lab.fault;

import caplab.lab.link.Loss;
import caplab.lab.model.Topology;
import caplab.lab.stage.FaultSurface;

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
  public void begin(FaultSurface surface) {
    for (int zone = 1; zone <= surface.topology().zones(); zone++) {
      surface.plant(zone, node, new Loss(share));
    }
  }

  @Override
  public void end(FaultSurface surface) {
    for (int zone = 1; zone <= surface.topology().zones(); zone++) {
      surface.lift(zone, node, new Loss(share));
    }
  }
}
