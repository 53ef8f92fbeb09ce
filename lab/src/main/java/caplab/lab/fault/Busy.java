package caplab.lab.fault;

import caplab.lab.stage.Ground;

/** A script of somebody else runs on and on: the node answers everything with {@code -BUSY}. */
public record Busy(String target) implements Fault {

  @Override
  public String name() {
    return "busy";
  }

  @Override
  public void begin(Ground ground) {
    ground.tell(target, "CONFIG SET lua-time-limit 50");
    ground.tell(target, "EVAL \"while true do end\" 0");
  }

  @Override
  public void end(Ground ground) {
    ground.tell(target, "SCRIPT KILL");
  }
}
