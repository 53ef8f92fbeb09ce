package caplab.lab.simulated;

import caplab.ap.core.InstanceMemory;
import caplab.ap.core.Resync;
import caplab.ap.core.Shipping;

/**
 * One instance's link from a source node to a target: a heartbeat when idle, at once after a write.
 */
final class SimulatedLink {

  private static final long HEARTBEAT_MS = 80;
  private static final long BACK_OFF_MS = 200;
  private static final int BATCH = 256;
  private static final int PAGE = 32;

  private final String source;
  private final String target;
  private final SimulatedProcess process;
  private final InstanceMemory memory;
  private final SimulatedAp service;
  private boolean knock = true;
  private boolean resting;
  private boolean written;
  private int rest;

  SimulatedLink(
      String source,
      String target,
      SimulatedProcess process,
      InstanceMemory memory,
      SimulatedAp service) {
    this.source = source;
    this.target = target;
    this.process = process;
    this.memory = memory;
    this.service = service;
  }

  /** A write at this node: if it is the source there is something to ship. */
  void wrote(String node) {
    if (node.equals(source)) {
      written = true;
      if (resting) {
        turn();
      }
    }
  }

  void turn() {
    resting = false;
    written = false;
    service.run(
        Shipping.start(
            source,
            target,
            memory,
            BATCH,
            knock,
            SimulatedStage.NETWORK_TIMEOUT_MS,
            process.nowMs()),
        this::turned);
  }

  private void turned(Shipping.Turn turn) {
    switch (turn) {
      case Shipping.Shipped shipped -> {
        knock = false;
        rest(shipped.lag() > 0 || written ? 0 : HEARTBEAT_MS);
      }
      case Shipping.Missed missed -> {
        knock = knock || missed.node().equals(source);
        rest(BACK_OFF_MS);
      }
      case Shipping.Gap gap -> {
        knock = false;
        service.run(
            Resync.resync(source, target, memory, PAGE, SimulatedStage.NETWORK_TIMEOUT_MS),
            this::levelled);
      }
    }
  }

  private void levelled(Resync.Result result) {
    boolean level = result instanceof Resync.Resynced;
    if (level) {
      service.resynced();
    }
    rest(level ? 0 : BACK_OFF_MS);
  }

  private void rest(long ms) {
    resting = true;
    int mine = ++rest;
    process.in(
        ms,
        () -> {
          if (resting && mine == rest) {
            turn();
          }
        });
  }
}
