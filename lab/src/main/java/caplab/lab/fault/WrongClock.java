package caplab.lab.fault;

import caplab.lab.stage.FaultSurface;

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
  public void begin(FaultSurface surface) {
    surface.setClock(target, aheadMs);
  }

  @Override
  public void end(FaultSurface surface) {
    surface.setClock(target, 0);
  }
}
