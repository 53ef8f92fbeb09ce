package caplab.lab.fault;

import caplab.lab.model.ProcessAction;
import caplab.lab.stage.FaultSurface;

/** An instance is replaced: SIGTERM, then a new process, ready before the end. */
public record Redeploy(String target) implements Fault {

  @Override
  public String name() {
    return "redeploy";
  }

  @Override
  public void begin(FaultSurface surface) {
    surface.act(ProcessAction.REDEPLOY, target);
  }

  /** Nothing is left to do: it came back by itself. */
  @Override
  public void end(FaultSurface surface) {}
}
