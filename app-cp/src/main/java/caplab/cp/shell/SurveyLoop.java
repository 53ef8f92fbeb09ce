package caplab.cp.shell;

import caplab.cp.core.NodeSurvey;
import caplab.cp.core.NodeSurvey.Finding;
import caplab.cp.core.NodeSurvey.Report;
import caplab.cp.core.Refill;
import caplab.protocol.EventLoop;
import caplab.protocol.Repeating;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Looks at the nodes of one tag, without end: every second, and at once after a node refused a
 * request. The refill that a look leads to goes on beside the next looks, one at a time.
 */
final class SurveyLoop {

  private static final long SURVEY_MS = 1_000;

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

  private void look(Repeating.Turn turn) {
    String drawn = HexFormat.of().toHexDigits(loop.random().nextLong());
    loop.run(
        new NodeSurvey(tag.memory(), nodes, drawn, patienceMs).start(),
        tag.replicas(),
        () -> new Report(Finding.BUSY, List.of(), "", Map.of()),
        turn.then(report -> {
          seen.accept(report);
          report.refill().ifPresent(this::refill);
          turn.rest(report.again() ? AGAIN_MS : SURVEY_MS + loop.random().nextLong(SPREAD_MS));
        }));
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
