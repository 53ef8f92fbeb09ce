package caplab.lab.fault;

import caplab.lab.cluster.Cluster.Action;
import caplab.lab.stage.Ground;

/** Kill -9 of a node or a service instance; the end starts it again with what its disk has. */
public record Kill(String target) implements Fault {

  @Override
  public String name() {
    return "kill -9";
  }

  @Override
  public void begin(Ground ground) {
    ground.act(Action.KILL, target);
  }

  @Override
  public void end(Ground ground) {
    ground.act(Action.RESTART, target);
  }
}
