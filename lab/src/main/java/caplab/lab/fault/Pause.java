package caplab.lab.fault;

import caplab.lab.model.ProcessAction;
import caplab.lab.stage.FaultSurface;

/**
 * SIGSTOP: connections stay open and nothing answers; the end lets it go on as if no time had
 * passed.
 */
public record Pause(String target) implements Fault {

  @Override
  public String name() {
    return "pause";
  }

  @Override
  public void begin(FaultSurface surface) {
    surface.act(ProcessAction.PAUSE, target);
  }

  @Override
  public void end(FaultSurface surface) {
    surface.act(ProcessAction.RESUME, target);
  }
}
