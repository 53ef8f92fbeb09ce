package caplab.cp.shell;

import caplab.cp.core.NodeSurvey;
import caplab.cp.core.NodeSurvey.Finding;
import caplab.cp.core.NodeSurvey.Report;
import caplab.protocol.EventLoop;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Looks at the nodes of one tag, without end: every second, and at once after a node refused a
 * request.
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
  private EventLoop.Timer next = () -> {};
  private boolean looking;
  private boolean nudged;

  /**
   * @param seen hears how each look ended
   */
  SurveyLoop(
      EventLoop loop, HashTag tag, List<String> nodes, long patienceMs, Consumer<Report> seen) {
    this.loop = loop;
    this.tag = tag;
    this.nodes = List.copyOf(nodes);
    this.patienceMs = patienceMs;
    this.seen = seen;
  }

  /** Looks now; if a look is going on, once more after it. */
  void nudge() {
    nudged = true;
    if (!looking) {
      look();
    }
  }

  private void look() {
    next.cancel();
    looking = true;
    nudged = false;
    String drawn = HexFormat.of().toHexDigits(loop.random().nextLong());
    loop.run(
        NodeSurvey.of(tag.memory(), nodes, drawn, patienceMs).start(),
        tag.replicas(),
        () -> new Report(Finding.BUSY, List.of(), "", Map.of()),
        this::looked);
  }

  private void looked(Report report) {
    looking = false;
    seen.accept(report);
    if (!looking) {
      boolean soon = nudged || report.again();
      double pauseMs = soon ? AGAIN_MS : SURVEY_MS + loop.random().nextLong(SPREAD_MS);
      next = loop.in(pauseMs, this::look);
    }
  }
}
