package caplab.lab.fault;

import caplab.lab.stage.FaultSurface;

/**
 * A disk whose fsync takes long. With {@code appendfsync always} a Redis server answers nobody
 * meanwhile, so the disk is left alone and the process stands still for as long.
 */
public final class StallingDisk implements Fault {

  private final Flapping stalls;

  /** Stalls for {@code stallMs}, works for {@code workMs}, and again. */
  public StallingDisk(String node, long stallMs, long workMs) {
    stalls = new Flapping(new Pause(node), stallMs, workMs);
  }

  @Override
  public String name() {
    return "slow disk";
  }

  @Override
  public String target() {
    return stalls.target();
  }

  @Override
  public void begin(FaultSurface surface) {
    stalls.begin(surface);
  }

  @Override
  public void end(FaultSurface surface) {
    stalls.end(surface);
  }
}
