package caplab.cp.shell;

import caplab.cp.core.Levelling;
import caplab.cp.core.NodeSurvey.Finding;
import caplab.cp.core.NodeSurvey.Report;
import caplab.protocol.EventLoop;
import caplab.protocol.Repeating;
import java.util.Optional;

/**
 * Levels the nodes of one tag after one of them may have missed something, a portion at a time and
 * at a bounded rate: counts what is behind, mends it, and counts again, until nothing is.
 */
final class LevelLoop {

  /** Between two portions. */
  private static final long REST_MS = 200;

  /**
   * Before a portion, once there is something to do; at most, and random: it keeps instances apart.
   */
  private static final long APART_MS = 2_000;

  /** Before nodes are asked again, of which one did not answer or was mended. */
  private static final long AGAIN_MS = 5_000;

  private enum Phase {
    IDLE,
    COUNTING,
    MENDING
  }

  private final EventLoop loop;
  private final HashTag tag;
  private final Levelling levelling;
  private final Runnable changed;
  private final Repeating portions;
  private Phase phase = Phase.IDLE;

  /** Whether a node may have missed something since it was last counted; so at the start. */
  private boolean missed = true;

  private boolean allVote;

  /** Whether there was nothing to do, and nothing is due. */
  private boolean waiting = true;

  private String after = "";
  private long found;
  private long behind;

  /**
   * @param changed hears that another number of registers is behind
   */
  LevelLoop(EventLoop loop, HashTag tag, long patienceMs, Runnable changed) {
    this.loop = loop;
    this.tag = tag;
    this.changed = changed;
    levelling = new Levelling(tag.memory(), patienceMs);
    portions = new Repeating(loop, this::portion);
  }

  /** How many registers some node has missed a round of, as far as is known. */
  long behind() {
    return behind;
  }

  /** A node may have missed a round. */
  void missed() {
    missed = true;
    goOn();
  }

  /** The nodes were looked at: once all vote, what they missed can be found. */
  void looked(Report report) {
    allVote =
        report.finding() == Finding.HEALTHY
            && report.standings().keySet().containsAll(tag.replicas().keySet());
    missed |= !allVote;
    goOn();
  }

  private void goOn() {
    if (waiting && missed && allVote) {
      waiting = false;
      portions.startIn(APART_MS * loop.random().nextDouble());
    }
  }

  private void portion(Repeating.Turn turn) {
    if (phase == Phase.IDLE && missed && allVote) {
      missed = false;
      begin(Phase.COUNTING);
    }
    if (phase == Phase.IDLE) {
      waiting = true;
      turn.awaitNudge();
      return;
    }
    loop.run(
        levelling.portion(after, phase == Phase.MENDING),
        tag.replicas(),
        Optional::<Levelling.Done>empty,
        turn.then(done -> turn.rest(done.map(this::done).orElseGet(this::failed))));
  }

  private void begin(Phase next) {
    phase = next;
    after = Levelling.FIRST;
    found = 0;
  }

  /** Goes on there later, and counts once more after that. */
  private long failed() {
    missed = true;
    return AGAIN_MS;
  }

  private long done(Levelling.Done portion) {
    after = portion.upTo();
    found += portion.behind();
    tell(phase == Phase.MENDING ? behind - portion.behind() : Math.max(behind, found));
    if (!after.isEmpty()) {
      return REST_MS;
    }
    if (phase == Phase.MENDING) {
      begin(Phase.COUNTING);
      return AGAIN_MS;
    }
    tell(found);
    begin(found > 0 ? Phase.MENDING : Phase.IDLE);
    return REST_MS;
  }

  private void tell(long now) {
    if (behind != now) {
      behind = Math.max(0, now);
      changed.run();
    }
  }
}
