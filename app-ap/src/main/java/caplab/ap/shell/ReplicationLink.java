package caplab.ap.shell;

import caplab.ap.core.Shipping;
import caplab.protocol.EventLoop;
import caplab.protocol.Repeating;

/** The link from a source to a target: at once after a write, and by a heartbeat when idle. */
final class ReplicationLink {

  private static final long HEARTBEAT_MS = 80;
  private static final long BACK_OFF_MS = 200;

  private final String source;
  private final String target;
  private final ApHealing healing;
  private final EventLoop loop;
  private final Repeating turns;
  private long lag;

  /** Whether the source is greeted first, as it was silent lately. */
  private boolean knock = true;

  ReplicationLink(String source, String target, ApHealing healing, EventLoop loop) {
    this.source = source;
    this.target = target;
    this.healing = healing;
    this.loop = loop;
    turns = new Repeating(loop, this::turn);
  }

  String source() {
    return source;
  }

  String target() {
    return target;
  }

  /** Entries not yet applied, when last seen. */
  long lag() {
    return lag;
  }

  void start() {
    turns.nudge();
  }

  /** A write at the source. */
  void wrote() {
    turns.nudge();
  }

  /** Ends with one last turn, so that an orderly end leaves nothing behind. */
  void flush(Runnable then) {
    turns.stop();
    if (reachable()) {
      ship(false, turned -> then.run());
    } else {
      then.run();
    }
  }

  private boolean reachable() {
    return healing.reachable(source) && healing.reachable(target);
  }

  private void ship(boolean first, java.util.function.Consumer<Shipping.Turn> then) {
    healing.run(
        Shipping.start(
            source,
            target,
            healing.coming(source, target),
            healing.memory(),
            healing.rules().batch(),
            first,
            healing.rules().patienceMs(),
            loop.nowMs()),
        () -> new Shipping.Missed(source, "a defect"),
        then);
  }

  private void turn(Repeating.Turn turn) {
    if (reachable()) {
      ship(knock, turn.then(shipped -> turned(shipped, turn)));
    } else {
      knock = true;
      turn.rest(HEARTBEAT_MS);
    }
  }

  private void turned(Shipping.Turn shipped, Repeating.Turn turn) {
    switch (shipped) {
      case Shipping.Shipped done -> {
        knock = false;
        lag = done.lag();
        healing.sightings().saw(target, done.target());
        healing.listener().shipped(source, target, done.seen());
        turn.rest(lag > 0 ? 0 : HEARTBEAT_MS);
      }
      case Shipping.Gap(String reason) -> {
        knock = false;
        healing.resync(
            source, target, reason, turn.then(level -> turn.rest(level ? 0 : BACK_OFF_MS)));
      }
      case Shipping.Missed(String node, String reason) -> {
        knock = knock || node.equals(source);
        turn.rest(BACK_OFF_MS);
      }
    }
  }
}
