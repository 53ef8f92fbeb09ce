package caplab.ap.shell;

import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.ap.core.Shipping;
import caplab.ap.core.StalenessBound.Pulse;
import caplab.protocol.EventLoop;
import caplab.protocol.Repeating;
import caplab.protocol.Step;
import java.util.function.Consumer;

/**
 * The link from a source to a target: at once after a write of this instance, else as often as the
 * target's watermark wants it. Of several instances one renews it while the others, who see it
 * renewed, stand by; when it grows old they take over.
 */
final class ReplicationLink {

  /** A watermark of this instance's own is renewed from this age on, at the next beat. */
  private static final long OWN_US = Heartbeat.EVERY_MS * 1_000 / 2;

  /** One that another instance renews is left to it until a beat of that was missed. */
  private static final long OTHERS_US = Heartbeat.EVERY_MS * 1_000 * 3 / 2;

  private final String source;
  private final Heartbeat target;
  private final ApHealing healing;
  private final EventLoop loop;
  private final Repeating turns;
  private Reply.Greeting found;
  private Pulse pulse;
  private long lag;

  /** The watermark that this instance set last. */
  private long own;

  /** Whether there is something to ship, by what this instance knows. */
  private boolean owes;

  /** Whether the source is greeted first, as it was silent lately. */
  private boolean knock = true;

  ReplicationLink(String source, Heartbeat target, ApHealing healing, EventLoop loop) {
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
    return target.node();
  }

  /** Entries not yet applied, when last seen. */
  long lag() {
    return lag;
  }

  /** A write at the source. */
  void wrote() {
    owes = true;
    target.nudge();
  }

  /** The target was greeted. */
  void greeted(Reply.Greeting greeting, Pulse reading) {
    found = greeting;
    pulse = reading;
    turns.nudge();
  }

  /** The target is not to be reached. */
  void silent() {
    found = null;
    knock = true;
  }

  /** Ends with one last turn, so that an orderly end leaves nothing behind. */
  void flush(Runnable then) {
    turns.stop();
    if (healing.reachable(source) && healing.reachable(target())) {
      greet(false, turned -> then.run());
    } else {
      then.run();
    }
  }

  private void turn(Repeating.Turn turn) {
    if (!healing.reachable(source)) {
      knock = true;
      turn.awaitNudge();
    } else if (found == null || !due()) {
      turn.awaitNudge();
    } else {
      owes = false;
      ship(turn.then(shipped -> turned(shipped, turn)));
    }
  }

  private boolean due() {
    Long mark = found.marks().get(source);
    if (owes
        || knock
        || mark == null
        || !healing.memory().believes(found.incarnation(), found.epoch())) {
      return true;
    }
    long ageUs = found.timeUs() - mark;
    return ageUs < 0 || ageUs >= (mark == own ? OWN_US : OTHERS_US);
  }

  private void ship(Consumer<Shipping.Turn> then) {
    if (knock) {
      greet(true, then);
      return;
    }
    run(
        Shipping.start(
            source,
            target(),
            found,
            pulse,
            healing.coming(source, target()),
            healing.memory(),
            healing.rules().batch(),
            healing.rules().patienceMs(),
            loop.nowMs()),
        then);
  }

  private void greet(boolean sourceFirst, Consumer<Shipping.Turn> then) {
    run(
        Shipping.start(
            source,
            target(),
            healing.coming(source, target()),
            healing.memory(),
            healing.rules().batch(),
            sourceFirst,
            healing.rules().patienceMs(),
            loop.nowMs()),
        then);
  }

  private void run(Step<Request, Reply, Shipping.Turn> first, Consumer<Shipping.Turn> then) {
    healing.run(first, () -> new Shipping.Missed(source, "a defect"), then);
  }

  private void turned(Shipping.Turn shipped, Repeating.Turn turn) {
    switch (shipped) {
      case Shipping.Shipped done -> {
        knock = false;
        own = done.target().timeUs();
        lag = done.lag();
        owes |= lag > 0;
        healing.sightings().saw(target(), done.target());
        healing.listener().shipped(source, target(), done.seen());
        end(turn);
      }
      case Shipping.Gap(String reason) -> {
        knock = false;
        healing.resync(
            source,
            target(),
            reason,
            turn.then(level -> {
              owes |= level;
              end(turn);
            }));
      }
      case Shipping.Missed(String node, String reason) -> {
        knock = knock || node.equals(source);
        end(turn);
      }
    }
  }

  /** How the target was found is no more how it stands. */
  private void end(Repeating.Turn turn) {
    found = null;
    if (owes) {
      target.nudge();
    }
    turn.awaitNudge();
  }
}
