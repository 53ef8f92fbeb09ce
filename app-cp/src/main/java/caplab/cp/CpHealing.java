package caplab.cp;

import caplab.cp.core.NodeSurvey;
import caplab.cp.core.NodeSurvey.Finding;
import caplab.cp.core.NodeSurvey.Report;
import caplab.cp.core.Outcome;
import caplab.observe.Event;
import caplab.observe.Events;
import caplab.observe.Metrics;
import caplab.protocol.Driver;
import io.micrometer.core.instrument.Counter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Looks after the nodes in the background; what is found is mended (CP-13 to CP-16), told and
 * counted.
 */
final class CpHealing implements AutoCloseable {

  private final List<CpRegister.Tag> tags;
  private final List<String> nodes;
  private final Driver driver;
  private final long patienceMs;
  private final CpSightings sightings;
  private final Events events;
  private final Counter quarantines;
  private final Counter refills;
  private final Counter trusts;
  private final List<CpWatch> watches;
  private final List<Thread> threads;

  CpHealing(
      List<CpRegister.Tag> tags,
      List<String> nodes,
      Driver driver,
      long patienceMs,
      CpSightings sightings,
      Metrics metrics,
      Events events) {
    this.tags = List.copyOf(tags);
    this.nodes = List.copyOf(nodes);
    this.driver = driver;
    this.patienceMs = patienceMs;
    this.sightings = sightings;
    this.events = events;
    quarantines = metrics.counter("cp_quarantines", "Nodes found wiped, old or restarted");
    refills = metrics.counter("cp_refilled_tags", "Tags of strange nodes refilled and admitted");
    trusts = metrics.counter("cp_trusted_tags", "Tags of restarted nodes trusted (CP-15)");
    watches = IntStream.range(0, tags.size()).mapToObj(tag -> new CpWatch(tag, this)).toList();
    threads =
        watches.stream()
            .map(watch -> Thread.ofVirtual().name("cp watch").unstarted(watch::run))
            .toList();
  }

  void start() {
    threads.forEach(Thread::start);
  }

  /** An operation ended: if a node refused it, or there is no view yet, look at once. */
  void heed(CpRegister.Tag tag, Outcome outcome) {
    boolean fenced =
        outcome.rounds().stream().anyMatch(round -> round.nodes().containsValue("fenced"));
    boolean unformed =
        outcome instanceof Outcome.NotApplied(Outcome.Reason reason, var ignored)
            && reason == Outcome.Reason.NOT_FORMED;
    if (fenced || unformed) {
      watches.get(tags.indexOf(tag)).nudge();
    }
  }

  /** For {@code /health/detailed}: how the nodes stand, and what was done about it so far. */
  Map<String, Object> details() {
    Map<String, Object> details = new LinkedHashMap<>(sightings.details());
    details.put("quarantines_total", (long) quarantines.count());
    details.put("refilled_tags_total", (long) refills.count());
    details.put("trusted_tags_total", (long) trusts.count());
    return details;
  }

  /** Looks at the nodes of a tag once and does one thing about what it finds. */
  Report look(int tag, String drawn) {
    CpRegister.Tag group = tags.get(tag);
    NodeSurvey survey = NodeSurvey.of(group.memory(), nodes, drawn, patienceMs);
    Report report = driver.run(survey.start(), group.replicas(), new Object());
    if (report.finding() == Finding.ADMITTED) {
      refills.increment();
    }
    if (report.finding() == Finding.TRUSTED) {
      trusts.increment();
    }
    tell(sightings.saw(tag, report));
    return report;
  }

  private void tell(CpSightings.News news) {
    for (String node : news.quarantined()) {
      quarantines.increment();
      events.warn(
          Event.NODE_QUARANTINED,
          node + " was wiped, rolled back or restarted: it may not vote until it is refilled",
          "node",
          node);
      watches.forEach(CpWatch::nudge); // what happened to one tag happened to all
    }
    for (String node : news.admitted()) {
      events.info(Event.RESYNC, node + " was admitted again and votes", "node", node);
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
