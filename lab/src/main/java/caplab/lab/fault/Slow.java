package caplab.lab.fault;

import caplab.lab.link.Delay;
import caplab.lab.model.Topology;
import caplab.lab.stage.FaultSurface;

/**
 * One node answers late, by a time that is drawn anew again and again. Good for one run.
 *
 * @see Delay
 */
public final class Slow implements Fault {

  private static final long EVERY_MS = 100;

  private final int node;
  private final int leastMs;
  private final int mostMs;
  private boolean over;
  private Delay planted;

  /** Between {@code leastMs} and {@code mostMs} late for every zone. */
  public Slow(int node, int leastMs, int mostMs) {
    this.node = node;
    this.leastMs = leastMs;
    this.mostMs = mostMs;
  }

  @Override
  public String name() {
    return "slow";
  }

  @Override
  public String target() {
    return Topology.node(node);
  }

  @Override
  public void begin(FaultSurface surface) {
    if (!over) {
      planted = new Delay(surface.random().nextInt(leastMs, mostMs + 1));
      onZones(surface, zone -> surface.plant(zone, node, planted));
      surface.in(EVERY_MS, () -> begin(surface));
    }
  }

  @Override
  public void end(FaultSurface surface) {
    over = true;
    onZones(surface, zone -> surface.lift(zone, node, planted));
  }

  private static void onZones(FaultSurface surface, java.util.function.IntConsumer act) {
    for (int zone = 1; zone <= surface.topology().zones(); zone++) {
      act.accept(zone);
    }
  }
}
