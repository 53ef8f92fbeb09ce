package caplab.cp.shell;

import caplab.cp.core.NodeSurvey;
import caplab.cp.core.NodeSurvey.Finding;
import caplab.cp.core.NodeSurvey.Report;
import caplab.cp.core.Reply;
import caplab.cp.core.Request;
import caplab.protocol.EventLoop;
import caplab.protocol.Repeating;
import caplab.protocol.Step;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Looks at the nodes of one tag, without end: every second, and at once after a node refused a
 * request; and does what a look leads to, one thing at a time.
 */
final class SurveyLoop {

  private static final long SURVEY_MS = 1_000;

  private static final Report NOTHING = new Report(Finding.BUSY, List.of(), "", Map.of());

  /** Surveys are spread, so that the tags do not ask all at once. */
  private static final long SPREAD_MS = 100;

  private final EventLoop loop;
  private final HashTag tag;
  private final List<String> nodes;
  private final long patienceMs;
  private final Consumer<Report> seen;
  private final Repeating looks;
  private boolean changing;

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
    looks = new Repeating(loop, this::look);
  }

  /** Looks now; if a look is going on, once more after it. */
  void nudge() {
    looks.nudge();
  }

  /** A look is over soon, while what it leads to may last: notes do not wait for that (CP-15). */
  private void look(Repeating.Turn turn) {
    String drawn = HexFormat.of().toHexDigits(loop.random().nextLong());
    loop.run(
        NodeSurvey.of(tag.memory(), nodes, drawn, patienceMs).look(),
        tag.replicas(),
        () -> new Step.Done<>(NOTHING),
        turn.then(change -> {
          turn.rest(SURVEY_MS + loop.random().nextLong(SPREAD_MS));
          if (!changing) {
            begin(change);
          }
        }));
  }

  private void begin(Step<Request, Reply, Report> change) {
    changing = true;
    loop.run(
        change,
        tag.replicas(),
        () -> NOTHING,
        report -> {
          changing = false;
          if (report.again()) {
            looks.nudge();
          }
          seen.accept(report);
        });
  }
}
