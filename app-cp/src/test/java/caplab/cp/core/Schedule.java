package caplab.cp.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** One random schedule: clients, faults, and an end without faults at which all must answer. */
final class Schedule {

  private static final double FORMING_MS = 2_000;
  private static final double FAULTY_MS = 12_000;

  /** So many schedules end with an outage of everything. */
  private static final int OUTAGES_ONE_IN = 50;

  /** And so many have a day pass in their midst. */
  private static final int DAYS_ONE_IN = 20;

  /** After this nobody is at a keyed write any more. */
  private static final double RETRIED_MS = 15_000;

  /** Some schedules have faults that last long. */
  private static final double FAULTY_LONG_MS = 60_000;

  /** When the last answer of a client that asked amid the faults is due. */
  private static final double AFTERMATH_MS = 2_000;

  /** Breakers let everything through so long after a heal: twice their open time, and a second. */
  private static final double BREAKERS_MS = 5_000;

  /** So long after the heal every node votes in every tag. */
  private static final double RECOVERED_MS = 15_000;

  /** So long after that every instance has seen it. */
  private static final double SEEN_MS = 3_000;

  private static final long LAST_MS = 3_000;

  private static final int CROWDS = 6;

  /** Clients that come together come within so long. */
  private static final double CROWD_MS = 60;

  private final Cluster cluster;
  private final RandomGenerator random;
  private final Clients clients;
  private double recoveredMs;

  private Schedule(long seed, Settings settings, boolean traced) {
    cluster = new Cluster(seed, settings, traced);
    random = cluster.world.random();
    clients = new Clients(cluster);
  }

  /**
   * What a schedule came to.
   *
   * @param fault a witness of a broken promise, or empty
   * @param virtualMs how long it was
   * @param recoveredMs how long after the heal every node voted
   * @param events of the simulation
   * @param trace what happened, if it was wanted
   */
  record Result(
      Optional<String> fault, double virtualMs, double recoveredMs, long events, String trace) {}

  static Result run(long seed, Settings settings, boolean traced) {
    Schedule schedule = new Schedule(seed, settings, traced);
    Optional<String> unformed = schedule.form();
    if (unformed.isPresent()) {
      return schedule.result(unformed);
    }
    schedule.trouble();
    if (schedule.random.nextInt(DAYS_ONE_IN) == 0) {
      schedule.dayAfter();
    }
    Optional<String> unrecovered = schedule.recover();
    return schedule.result(schedule.clients.wrong().or(() -> unrecovered));
  }

  /**
   * A witness of a wrong answer while the faults last, or empty; whether it recovers is not asked.
   */
  static Optional<String> wrong(long seed, Settings settings) {
    Schedule schedule = new Schedule(seed, settings, false);
    if (schedule.form().isPresent()) {
      return Optional.empty();
    }
    schedule.trouble();
    if (schedule.random.nextInt(DAYS_ONE_IN) == 0) {
      schedule.dayAfter();
    }
    return schedule.clients.wrong();
  }

  private Result result(Optional<String> fault) {
    return new Result(
        fault, cluster.world.now(), recoveredMs, cluster.world.events(), cluster.trace.toString());
  }

  /** The first view is made, and not always in peace. */
  private Optional<String> form() {
    if (random.nextInt(4) == 0) {
      Faults.whileForming(cluster, FORMING_MS);
      cluster.world.runUntil(FORMING_MS);
      cluster.calm();
    }
    return cluster.runUntilAllVote(RECOVERED_MS)
        ? Optional.empty()
        : Optional.of("not formed: " + cluster);
  }

  private void trouble() {
    double faultyMs = random.nextInt(8) == 0 ? FAULTY_LONG_MS : FAULTY_MS;
    double end = cluster.world.now() + faultyMs + AFTERMATH_MS;
    List<Double> crowds = crowds(Faults.plan(cluster, faultyMs), faultyMs);
    for (int i = 0; i < cluster.settings.operations(); i++) {
      boolean alone = random.nextInt(4) == 0;
      double from = alone ? 0 : crowds.get(random.nextInt(crowds.size()));
      double withinMs = alone ? faultyMs : CROWD_MS;
      cluster.world.in(from + withinMs * random.nextDouble(), clients::anything);
    }
    cluster.world.runUntil(end);
    if (random.nextInt(OUTAGES_ONE_IN) == 0) {
      Faults.outage(cluster);
    }
  }

  /** CP-8: the claims of before are forgotten amid what comes now. */
  private void dayAfter() {
    cluster.world.runUntil(cluster.world.now() + RETRIED_MS);
    cluster.trace.happened("a day passed", cluster.names());
    cluster.nodes.values().forEach(VirtualNode::growADayOlder);
    clients.dayPassed();
    trouble();
  }

  /** When many clients come at once: at any time, or just before a fault, or soon after it. */
  private List<Double> crowds(List<Double> faults, double faultyMs) {
    List<Double> crowds = new ArrayList<>();
    for (int i = 0; i < CROWDS; i++) {
      double lagMs = List.of(-1.0, 1.0, 4.0, 20.0).get(random.nextInt(4)) * CROWD_MS;
      crowds.add(
          faults.isEmpty() || random.nextInt(4) == 0
              ? faultyMs * random.nextDouble()
              : faults.get(random.nextInt(faults.size())) + lagMs);
    }
    return crowds;
  }

  /** After the faults: every node votes and every instance answers. */
  private Optional<String> recover() {
    cluster.calm();
    double healed = cluster.world.now();
    if (!cluster.runUntilAllVote(RECOVERED_MS)) {
      return Optional.of("not every node was admitted again: " + cluster);
    }
    recoveredMs = cluster.world.now() - healed;
    cluster.world.runUntil(Math.max(cluster.world.now(), healed + BREAKERS_MS));
    List<Operation> last = new ArrayList<>();
    for (VirtualInstance instance : cluster.instances) {
      for (String key : cluster.settings.keyNames()) {
        Change put = new Change.Put("last " + key + instance.number(), new Change.Always());
        last.add(clients.change(instance, key, put, LAST_MS));
        last.add(clients.read(instance, key, LAST_MS));
      }
    }
    cluster.world.runUntil(cluster.world.now() + Math.max(LAST_MS, SEEN_MS) + 1);
    return last.stream()
        .filter(operation -> operation.version().isEmpty())
        .findFirst()
        .map(operation -> "no answer after the faults: " + operation)
        .or(this::unseen)
        .or(clients::overdue);
  }

  private Optional<String> unseen() {
    for (VirtualInstance instance : cluster.instances) {
      for (String node : cluster.names()) {
        if (!instance.life().sawVoting(node)) {
          return Optional.of(instance.number() + " did not see that " + node + " votes again");
        }
      }
    }
    return Optional.empty();
  }
}
