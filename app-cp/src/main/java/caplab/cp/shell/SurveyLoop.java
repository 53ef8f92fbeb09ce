package caplab.cp.shell;

import caplab.cp.core.NodeSurvey;
import caplab.cp.core.NodeSurvey.Finding;
import caplab.cp.core.NodeSurvey.Report;
import caplab.cp.core.Refill;
import caplab.cp.core.Reply.Standing;
import caplab.protocol.EventLoop;
import caplab.protocol.Repeating;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Looks at the nodes of one tag, without end: every second, and at once after a node refused a
 * request. A tag is quiet while all nodes vote, nothing on them has changed since the last look and
 * this instance changed nothing: it is looked at more rarely, and at once after the first change
 * that this instance makes, so that notes are not late by it (CP-15). The refill that a look leads
 * to goes on beside the next looks, one at a time.
 */
final class SurveyLoop {

  private static final long SURVEY_MS = 1_000;

  /**
   * The same while the tag is quiet; no more than the two looks that a note may be late (CP-15).
   */
  private static final long QUIET_MS = 2 * SURVEY_MS;

  /** Surveys are spread, so that the tags do not ask all at once. */
  private static final long SPREAD_MS = 100;

  private static final long AGAIN_MS = 1;

  private final EventLoop loop;
  private final HashTag tag;
  private final List<String> nodes;
  private final long patienceMs;
  private final Consumer<Report> seen;
  private final Refills refills;
  private final Runnable admitted;
  private final Repeating looks;
  private boolean refilling;
  private Map<String, Standing> found = Map.of();
  private boolean quiet;
  private boolean changed;

  /**
   * @param seen hears how each look ended
   * @param admitted hears of each node that was refilled
   */
  SurveyLoop(
      EventLoop loop,
      HashTag tag,
      List<String> nodes,
      long patienceMs,
      Consumer<Report> seen,
      Refills refills,
      Runnable admitted) {
    this.loop = loop;
    this.tag = tag;
    this.nodes = List.copyOf(nodes);
    this.patienceMs = patienceMs;
    this.seen = seen;
    this.refills = refills;
    this.admitted = admitted;
    looks = new Repeating(loop, this::look);
  }

  /** Looks now; if a look is going on, once more after it. */
  void nudge() {
    looks.nudge();
  }

  /** This instance asked nodes to accept something: a quiet tag is looked at now. */
  void changed() {
    changed = true;
    if (quiet) {
      quiet = false;
      looks.nudge();
    }
  }

  private void look(Repeating.Turn turn) {
    changed = false;
    String drawn = HexFormat.of().toHexDigits(loop.random().nextLong());
    loop.run(
        new NodeSurvey(tag.memory(), nodes, drawn, patienceMs).start(),
        tag.replicas(),
        () -> new Report(Finding.BUSY, List.of(), "", Map.of()),
        turn.then(report -> {
          seen.accept(report);
          report.refill().ifPresent(this::refill);
          quiet = isQuiet(report);
          found = report.standings();
          turn.rest(
              report.again()
                  ? AGAIN_MS
                  : (quiet ? QUIET_MS : SURVEY_MS) + loop.random().nextLong(SPREAD_MS));
        }));
  }

  private boolean isQuiet(Report report) {
    return !changed
        && report.finding() == Finding.HEALTHY
        && report.standings().keySet().containsAll(nodes)
        && report.standings().equals(found);
  }

  /** Beside the looks: a refill may take long, and notes do not wait for that (CP-15). */
  private void refill(Refill refill) {
    if (!refilling) {
      refilling = true;
      refills.run(tag, refill, this::refilled);
    }
  }

  private void refilled(boolean done) {
    refilling = false;
    if (done) {
      admitted.run();
      nudge();
    }
  }
}
