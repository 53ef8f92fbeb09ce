package caplab.cp.shell;

import caplab.cp.core.NodeSurvey.Finding;
import caplab.cp.core.NodeSurvey.Report;
import caplab.cp.core.Outcome;
import caplab.protocol.EventLoop;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks after the nodes in the background; what is found is mended (CP-13 to CP-16), told and
 * counted.
 */
public final class CpHealing {

  private final CpListener listener;
  private final CpSightings sightings;
  private final List<SurveyLoop> surveys;
  private final List<LevelLoop> levels;
  private long quarantines;
  private long refilled;
  private long trusts;

  CpHealing(
      EventLoop loop,
      List<HashTag> tags,
      List<String> nodes,
      long patienceMs,
      CpListener listener) {
    this.listener = listener;
    sightings = new CpSightings(tags.size());
    Refills refills = new Refills(loop);
    surveys =
        tags.stream()
            .map(tag ->
                new SurveyLoop(
                    loop,
                    tag,
                    nodes,
                    patienceMs,
                    report -> looked(tag.number(), report),
                    refills,
                    this::admitted))
            .toList();
    levels =
        tags.stream()
            .map(tag -> new LevelLoop(loop, tag, patienceMs, () -> listener.behind(behind())))
            .toList();
  }

  void start() {
    surveys.forEach(SurveyLoop::nudge);
  }

  /** An operation ended: if a node refused it, or there is no view yet, look at once. */
  void heed(HashTag tag, Outcome outcome) {
    boolean unformed =
        outcome instanceof Outcome.NotApplied(Outcome.Reason reason, var ignored)
            && reason == Outcome.Reason.NOT_FORMED;
    if (outcome.fenced() || unformed) {
      surveys.get(tag.number()).nudge();
    }
    if (outcome.accepting()) {
      surveys.get(tag.number()).changed();
    }
    if (outcome.missed()) {
      levels.get(tag.number()).missed();
    }
  }

  /** Whether the node was admitted in the view of every tag when last seen. */
  public boolean votes(String node) {
    return sightings.votes(node);
  }

  /** Nodes where a server answers that holds the data of another node, each with that node. */
  public Map<String, String> misplaced() {
    return sightings.misplaced();
  }

  /** For {@code /health/detailed}: how the nodes stand, and what was done about it so far. */
  public Map<String, Object> details() {
    Map<String, Object> details = new LinkedHashMap<>(sightings.details());
    details.put("quarantines_total", quarantines);
    details.put("refilled_tags_total", refilled);
    details.put("trusted_tags_total", trusts);
    details.put("registers_behind", behind());
    return details;
  }

  private long behind() {
    return levels.stream().mapToLong(LevelLoop::behind).sum();
  }

  private void admitted() {
    refilled++;
    listener.refilled();
  }

  private void looked(int tag, Report report) {
    levels.get(tag).looked(report);
    if (report.finding() == Finding.TRUSTED) {
      trusts++;
      listener.trusted();
    }
    CpSightings.News news = sightings.saw(tag, report);
    for (String node : news.quarantined()) {
      quarantines++;
      listener.quarantined(node);
      surveys.forEach(SurveyLoop::nudge); // what happened to one tag happened to all
    }
    news.misplaced().forEach(listener::misplaced);
    news.admitted().forEach(listener::admitted);
  }
}
