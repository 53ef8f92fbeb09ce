package caplab.lab.fault;

import caplab.lab.stage.Ground;

/**
 * A node's clock steps, is wrong for a while, and steps back.
 *
 * @param aheadMs negative if it is behind
 */
public record WrongClock(String target, long aheadMs) implements Fault {

  @Override
  public String name() {
    return "clock " + (aheadMs < 0 ? "behind" : "ahead");
  }

  @Override
  public void begin(Ground ground) {
    ground.setClock(target, aheadMs);
  }

  @Override
  public void end(Ground ground) {
    ground.setClock(target, 0);
  }
}
