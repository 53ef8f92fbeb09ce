package caplab.cp;

import caplab.cp.core.Fence;
import caplab.cp.core.Outcome;
import caplab.cp.core.Repair;
import caplab.cp.core.Repair.Finding;
import caplab.cp.core.Repair.Report;
import caplab.observe.Event;
import caplab.observe.Events;
import caplab.observe.Metrics;
import caplab.protocol.Driver;
import io.micrometer.core.instrument.Counter;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the nodes in the background: each tag is surveyed every second, and at once when a
 * node refused a request; what is found is mended (rules 13 to 16), logged and counted.
 */
final class CpHealing implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CpHealing.class);
  private static final long SURVEY_MS = 1_000;

  /** Surveys in a row while something moves, before others get their turn. */
  private static final int AT_ONCE_MOST = 8;

  private final List<CpRegister.Tag> tags;
  private final List<String> nodes;
  private final Driver driver;
  private final long patienceMs;
  private final Events events;
  private final Counter quarantines;
  private final Counter refills;
  private final Counter trusts;
  private final SecureRandom random = new SecureRandom();
  private final Map<Integer, Report> latest = new ConcurrentHashMap<>();
  private final Semaphore[] nudges;
  private final List<Thread> threads;
  private final TreeSet<String> quarantined = new TreeSet<>();
  private volatile boolean closed;

  CpHealing(
      List<CpRegister.Tag> tags,
      List<String> nodes,
      Driver driver,
      long patienceMs,
      Metrics metrics,
      Events events) {
    this.tags = List.copyOf(tags);
    this.nodes = List.copyOf(nodes);
    this.driver = driver;
    this.patienceMs = patienceMs;
    this.events = events;
    quarantines = metrics.counter("cp_quarantines", "Nodes found strange: wiped, old or restarted");
    refills = metrics.counter("cp_refills", "Tags of strange nodes refilled and admitted");
    trusts = metrics.counter("cp_trusted_restarts", "Tags of restarted nodes trusted (rule 15)");
    nudges = new Semaphore[tags.size()];
    for (int i = 0; i < nudges.length; i++) {
      nudges[i] = new Semaphore(0);
    }
    threads =
        java.util.stream.IntStream.range(0, tags.size())
            .mapToObj(tag -> Thread.ofVirtual().name("healing p" + tag).unstarted(() -> run(tag)))
            .toList();
  }

  void start() {
    threads.forEach(Thread::start);
  }

  /** A request met a refusal: look at once. */
  void heed(CpRegister.Tag tag, Outcome outcome) {
    boolean fenced =
        outcome.rounds().stream().anyMatch(round -> round.nodes().containsValue("fenced"));
    boolean unformed =
        outcome instanceof Outcome.NotApplied(Outcome.Reason reason, var ignored)
            && reason == Outcome.Reason.NOT_FORMED;
    Semaphore nudge = nudges[tags.indexOf(tag)];
    if ((fenced || unformed) && nudge.availablePermits() == 0) {
      nudge.release();
    }
  }

  /** Whether the node was admitted in the view of every tag when last seen. */
  boolean votes(String node) {
    return latest.size() == tags.size()
        && latest.values().stream().allMatch(report -> votes(report, node));
  }

  private static boolean votes(Report report, String node) {
    var standing = report.standings().get(node);
    return !report.strange().contains(node)
        && (standing == null
            || standing.fence().filter(fence -> fence.votes(standing.run())).isPresent());
  }

  /** For {@code /health/detailed}. */
  Map<String, Object> details() {
    Map<String, Object> details = new LinkedHashMap<>();
    synchronized (quarantined) {
      details.put("quarantined", List.copyOf(quarantined));
    }
    details.put("quarantines_total", (long) quarantines.count());
    details.put("refilled_tags_total", (long) refills.count());
    details.put("trusted_tags_total", (long) trusts.count());
    Map<String, Object> findings = new TreeMap<>();
    latest
        .values()
        .forEach(report ->
            findings.merge(
                report.finding().name().toLowerCase(java.util.Locale.ROOT), 1, CpHealing::sum));
    details.put("tags", findings);
    details.put(
        "view_number_most",
        latest.values().stream()
            .flatMap(report -> report.standings().values().stream())
            .flatMap(standing -> standing.fence().stream())
            .map(Fence::view)
            .mapToLong(view -> view.number())
            .max()
            .orElse(0));
    return details;
  }

  private static Object sum(Object one, Object other) {
    return (Integer) one + (Integer) other;
  }

  private void run(int tag) {
    while (!closed) {
      try {
        boolean again = true;
        for (int i = 0; i < AT_ONCE_MOST && again && !closed; i++) {
          again = look(tag);
        }
        // Spread over the second, so that an idle service is quiet.
        boolean nudged =
            nudges[tag].tryAcquire(
                again ? 1 : SURVEY_MS + random.nextLong(50), TimeUnit.MILLISECONDS);
        LOG.trace("tag {} nudged: {}", tag, nudged);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.error("healing of tag {} failed; it goes on", tag, e);
      }
    }
  }

  private boolean look(int tag) {
    byte[] draw = new byte[8];
    random.nextBytes(draw);
    CpRegister.Tag group = tags.get(tag);
    Repair repair = Repair.of(group.memory(), nodes, HexFormat.of().formatHex(draw), patienceMs);
    Report report = driver.run(repair.start(), group.replicas(), new Object());
    latest.put(tag, report);
    tell(report);
    return report.again();
  }

  private void tell(Report report) {
    if (report.finding() == Finding.ADMITTED) {
      refills.increment();
    }
    if (report.finding() == Finding.TRUSTED) {
      trusts.increment();
    }
    TreeSet<String> now = new TreeSet<>();
    latest.values().forEach(each -> now.addAll(each.strange()));
    synchronized (quarantined) {
      for (String node : now) {
        if (quarantined.add(node)) {
          quarantines.increment();
          events.warn(
              Event.NODE_QUARANTINED,
              node + " has another incarnation or run than it was admitted with: it may not vote",
              "node",
              node,
              "finding",
              report.finding().name());
        }
      }
      for (String node : List.copyOf(quarantined)) {
        if (!now.contains(node)) {
          quarantined.remove(node);
          events.info(Event.RESYNC, node + " is admitted again and votes", "node", node);
        }
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
  }
}
