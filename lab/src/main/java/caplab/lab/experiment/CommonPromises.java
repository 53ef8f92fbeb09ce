package caplab.lab.experiment;

import caplab.lab.check.Convergence;
import caplab.lab.check.HonestBound;
import caplab.lab.check.Linearizability;
import caplab.lab.check.MonotonicReads;
import caplab.lab.check.NoLostWrite;
import caplab.lab.check.ReadYourWrites;
import caplab.lab.check.VersionOrder;
import caplab.lab.history.Facts;
import caplab.lab.history.HistoryEvent.F;
import caplab.lab.history.Operation;
import caplab.lab.model.Topology.Kind;
import caplab.lab.workload.Pace;
import caplab.lab.workload.Registers;
import caplab.lab.workload.Sequences;
import caplab.lab.workload.SharedKeys;
import caplab.lab.workload.Workload;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/** What most experiments have in common: the usual clients, and the promises of every run. */
final class CommonPromises {

  /** {@code MAX_STALENESS_MS} of the lab, so that nobody waits long for a bound to pass it. */
  static final String MAX_STALENESS_MS = "2000";

  /** From then on after a heal nothing may be refused. */
  static final long RECOVERY_MS = Observations.AFTERMATH_MS;

  /** app-cp gave a certain answer that is no refusal. */
  static final Predicate<Operation> CP_SERVED =
      each -> List.of(200, 404, 412).contains(each.status());

  static final Predicate<Operation> AP_SERVED = each -> List.of(200, 404).contains(each.status());

  /** Refused for certain, or honestly unknown. */
  static final Predicate<Operation> CP_REFUSED = each -> List.of(503, 504).contains(each.status());

  /** By then a write has long been shipped: ten times what an idle link takes. */
  private static final long SHIPPED_MS = 1_000;

  private static final Pace PACE = new Pace(40);

  private CommonPromises() {}

  /** In every zone: three clients of app-cp, four of app-ap. */
  static Workload[] clients() {
    return new Workload[] {registers(), sequences(), sharedKeys()};
  }

  /** What holds of app-ap's data where nobody asks app-cp. */
  static List<Promise> available() {
    return List.of(
        Promise.checked("app-ap", new HonestBound(), Observations::ap),
        Promise.checked("app-ap", new Convergence(), Observations::ap));
  }

  /** Of app-cp, for linearizability. */
  static Workload registers() {
    return new Registers(6, 3, PACE);
  }

  /** Of app-ap, for bounds and sessions. */
  static Workload sequences() {
    return new Sequences(Kind.AP, 2, false, PACE);
  }

  /** Of app-ap, for lost writes. */
  static Workload sharedKeys() {
    return new SharedKeys(6, 2, PACE);
  }

  /** What holds of the data of every run, whatever went wrong: the checkers. */
  static List<Promise> data() {
    return data(Observations::ap);
  }

  /**
   * The same.
   *
   * @param ap what of app-ap's history is judged
   */
  static List<Promise> data(UnaryOperator<Observations> ap) {
    return List.of(
        Promise.checked("app-cp", new Linearizability(), Observations::cp),
        Promise.checked("app-cp", new VersionOrder(), Observations::cp),
        Promise.checked("app-ap", new HonestBound(), ap),
        Promise.checked("app-ap", new NoLostWrite(), ap),
        Promise.checked("app-ap", new Convergence(), ap),
        Promise.checked("app-ap", new ReadYourWrites(), ap),
        Promise.checked("app-ap", new MonotonicReads(), ap));
  }

  /** Answered by one of these nodes, of app-ap. */
  static Predicate<Operation> at(String... nodes) {
    return each -> List.of(nodes).contains(each.text(Facts.REPLICA));
  }

  /**
   * Writes at a node just before it lost its disk, which may have been on that disk alone: app-ap
   * promises those no more than a write that was never answered.
   *
   * @param lostAt when the disk was lost
   */
  static Predicate<Operation> onlyAt(
      String node, List<Window> windows, ToLongFunction<Window> lostAt) {
    return at(node)
        .and(each -> each.f() != F.READ && each.ok())
        .and(each ->
            windows.stream()
                .mapToLong(lostAt)
                .anyMatch(lostMs ->
                    each.end() >= (lostMs - SHIPPED_MS) * 1e6 && each.start() <= lostMs * 1e6));
  }

  /** Answered in so many milliseconds or fewer. */
  static Predicate<Operation> within(long ms) {
    return each -> each.end() - each.start() <= TimeUnit.MILLISECONDS.toNanos(ms);
  }

  /** Answers that told a session that something it saw is gone. */
  static long lostSessions(Observations run) {
    return run.ap().where(each -> each.text(Facts.SESSION_STATE).equals(Facts.LOST)).count();
  }

  /** Reads that said they know no bound. */
  static long unbounded(Observations run) {
    return run.ap()
        .reads()
        .ok()
        .where(each -> each.fact(Facts.STALENESS_MS).filter(JsonNode::isNull).isPresent())
        .count();
  }

  /** Reads that showed concurrent values. */
  static long siblings(Observations run) {
    return run.ap().reads().where(each -> each.fact(Facts.SIBLINGS).isPresent()).count();
  }

  /** Reads that said themselves that they are past MAX_STALENESS_MS, or know no bound. */
  static long stale(Observations run) {
    double most = Double.parseDouble(MAX_STALENESS_MS);
    return run.ap()
        .reads()
        .ok()
        .where(each ->
            each.fact(Facts.STALENESS_MS).map(it -> it.asDouble(most + 1)).orElse(0.0) > most)
        .count();
  }

  /** After the last fault both serve as before, without a restart. */
  static List<Promise> recovery() {
    String text = "serves again within %d s of the heal".formatted(RECOVERY_MS / 1_000);
    return List.of(
        Promise.each("app-cp", text, run -> run.cp().healed(RECOVERY_MS), CP_SERVED),
        Promise.each("app-ap", text, run -> run.ap().healed(RECOVERY_MS), AP_SERVED));
  }
}
