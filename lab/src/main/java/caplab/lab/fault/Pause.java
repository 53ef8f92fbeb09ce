package caplab.lab.fault;

import caplab.lab.cluster.Cluster.Action;
import caplab.lab.stage.Ground;

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
  public void begin(Ground ground) {
    ground.act(Action.PAUSE, target);
  }

  @Override
  public void end(Ground ground) {
    ground.act(Action.RESUME, target);
  }
}
