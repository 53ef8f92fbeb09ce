package caplab.lab.fault;

import caplab.lab.model.ProcessAction;
import caplab.lab.stage.FaultSurface;

/**
 * An old backup: the begin keeps a copy of a node's disk, the end kills the node and starts it on
 * that copy. In between nothing is wrong.
 */
public record OldDisk(String target) implements Fault {

  @Override
  public String name() {
    return "old disk";
  }

  @Override
  public void begin(FaultSurface surface) {
    surface.act(ProcessAction.KEEP, target);
  }

  @Override
  public void end(FaultSurface surface) {
    surface.act(ProcessAction.ROLLBACK, target);
  }
}
