package caplab.lab.fault;

import caplab.lab.model.ProcessAction;
import caplab.lab.stage.FaultSurface;

/** Kill -9 of a node or a service instance; the end starts it again with what its disk has. */
public record Kill(String target) implements Fault {

  @Override
  public String name() {
    return "kill -9";
  }

  @Override
  public void begin(FaultSurface surface) {
    surface.act(ProcessAction.KILL, target);
  }

  @Override
  public void end(FaultSurface surface) {
    surface.act(ProcessAction.RESTART, target);
  }
}
