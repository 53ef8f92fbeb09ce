package caplab.ap.shell;

import caplab.ap.core.Renewal;
import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.ap.core.Shipping;
import caplab.ap.core.StalenessBound.Pulse;
import caplab.protocol.Repeating;
import caplab.protocol.Step;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The link from a source to a target. It ships right after a write of this instance, together with
 * those of the next {@value #GATHER_MS} ms, and what others wrote if they are late in shipping it.
 * While the two are level nothing is shipped: the target's heartbeat renews its watermark, by what
 * it and the source were last found to have.
 */
final class ReplicationLink {

  /** A turn costs its nodes as much as several writes: so many go with the first of them. */
  private static final long GATHER_MS = 5;

  private final Heartbeat source;
  private final Heartbeat target;
  private final ApHealing healing;
  private final Pacemaker pacemaker;
  private final Repeating turns;
  private Reply.Greeting found;
  private Pulse pulse;
  private long lag;

  /** Whether there is something to ship, by what this instance knows. */
  private boolean owes;

  /** Whether a turn will begin for a write that came. */
  private boolean gathers;

  /** Whether the source is greeted first, as it was silent lately. */
  private boolean knock = true;

  ReplicationLink(Heartbeat source, Heartbeat target, ApHealing healing, Pacemaker pacemaker) {
    this.source = source;
    this.target = target;
    this.healing = healing;
    this.pacemaker = pacemaker;
    turns = new Repeating(healing.loop(), this::turn);
  }

  String source() {
    return source.node();
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
    if (!gathers) {
      gathers = true;
      healing.loop().in(GATHER_MS, this::gathered);
    }
  }

  private void gathered() {
    gathers = false;
    owes = true;
    target.nudge();
  }

  /** The target was greeted. */
  void greeted(Reply.Greeting greeting, Pulse reading) {
    found = greeting;
    pulse = reading;
    source
        .last()
        .map(Heartbeat.Look::greeting)
        .ifPresent(other -> {
          String life = other.incarnation();
          lag = Math.max(0, other.seen().at(life) - greeting.seen().at(life));
        });
    turns.nudge();
  }

  /** An end of it does not answer. */
  void silent() {
    found = null;
    knock = true;
  }

  /** Ends with one last turn, so that an orderly end leaves nothing behind. */
  void flush(Runnable then) {
    turns.stop();
    if (source.reachable() && target.reachable()) {
      greet(false, turned -> then.run());
    } else {
      then.run();
    }
  }

  private void turn(Repeating.Turn turn) {
    if (!source.reachable()) {
      knock = true;
      turn.awaitNudge();
    } else if (found == null || !due()) {
      turn.awaitNudge();
    } else {
      owes = false;
      ship(turn.then(shipped -> turned(shipped, turn)));
    }
  }

  /** The watermark that the target's next greeting may renew; empty unless the two are level. */
  Optional<Request.Level> level() {
    if (knock || !source.reachable()) {
      return Optional.empty();
    }
    return source
        .last()
        .flatMap(look ->
            target
                .lastBefore(look)
                .flatMap(before ->
                    Renewal.of(
                        before.greeting(),
                        target.last().orElse(before).greeting(),
                        look.greeting(),
                        healing.memory())));
  }

  private boolean due() {
    Long mark = found.marks().get(source());
    long ageUs = mark == null ? Long.MAX_VALUE : found.timeUs() - mark;
    boolean late = ageUs < 0 || ageUs > Pacemaker.LATE_US;
    if (late) {
      pacemaker.late();
    }
    return owes
        || knock
        || mark == null
        || !healing.memory().believes(found.incarnation(), found.epoch())
        || late && level().isEmpty();
  }

  private void ship(Consumer<Shipping.Turn> then) {
    if (knock) {
      greet(true, then);
      return;
    }
    run(
        Shipping.start(
            source(),
            target(),
            found,
            pulse,
            healing.coming(source(), target()),
            healing.memory(),
            healing.rules().batch(),
            healing.rules().patienceMs(),
            healing.loop().nowMs()),
        then);
  }

  private void greet(boolean sourceFirst, Consumer<Shipping.Turn> then) {
    run(
        Shipping.start(
            source(),
            target(),
            healing.coming(source(), target()),
            healing.memory(),
            healing.rules().batch(),
            sourceFirst,
            healing.rules().patienceMs(),
            healing.loop().nowMs()),
        then);
  }

  private void run(Step<Request, Reply, Shipping.Turn> first, Consumer<Shipping.Turn> then) {
    healing.run(first, () -> new Shipping.Missed(source(), "a defect"), then);
  }

  private void turned(Shipping.Turn shipped, Repeating.Turn turn) {
    switch (shipped) {
      case Shipping.Shipped done -> {
        knock = false;
        lag = done.lag();
        owes |= lag > 0;
        healing.sightings().saw(target(), done.target());
        healing.listener().shipped(source(), target(), done.seen());
        end(turn);
      }
      case Shipping.Gap(String reason) -> {
        knock = false;
        healing.resync(
            source(),
            target(),
            reason,
            turn.then(level -> {
              owes |= level;
              end(turn);
            }));
      }
      case Shipping.Missed(String node, String reason) -> {
        knock = knock || node.equals(source());
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
