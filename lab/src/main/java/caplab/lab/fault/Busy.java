package caplab.lab.fault;

import caplab.lab.stage.FaultSurface;

/** A script of somebody else runs on and on: the node answers everything with {@code -BUSY}. */
public record Busy(String target) implements Fault {

  @Override
  public String name() {
    return "busy";
  }

  @Override
  public void begin(FaultSurface surface) {
    surface.tell(target, "CONFIG SET lua-time-limit 50");
    surface.tell(target, "EVAL \"while true do end\" 0");
  }

  @Override
  public void end(FaultSurface surface) {
    surface.tell(target, "SCRIPT KILL");
  }
}
