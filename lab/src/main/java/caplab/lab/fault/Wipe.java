package caplab.lab.fault;

import caplab.lab.model.ProcessAction;
import caplab.lab.stage.FaultSurface;

/** A node dies together with its disk; the end starts it with an empty one. */
public record Wipe(String target) implements Fault {

  @Override
  public String name() {
    return "wipe";
  }

  @Override
  public void begin(FaultSurface surface) {
    surface.act(ProcessAction.KILL, target);
  }

  @Override
  public void end(FaultSurface surface) {
    surface.act(ProcessAction.WIPE, target);
  }
}
