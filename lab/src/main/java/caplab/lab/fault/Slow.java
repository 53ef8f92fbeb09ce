package caplab.lab.fault;

import caplab.lab.cluster.Topology;
import caplab.lab.link.Delay;
import caplab.lab.stage.Ground;

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
  public void begin(Ground ground) {
    if (!over) {
      planted = new Delay(ground.random().nextInt(leastMs, mostMs + 1));
      onZones(ground, zone -> ground.plant(zone, node, planted));
      ground.in(EVERY_MS, () -> begin(ground));
    }
  }

  @Override
  public void end(Ground ground) {
    over = true;
    onZones(ground, zone -> ground.lift(zone, node, planted));
  }

  private static void onZones(Ground ground, java.util.function.IntConsumer act) {
    for (int zone = 1; zone <= ground.topology().zones(); zone++) {
      act.accept(zone);
    }
  }
}
