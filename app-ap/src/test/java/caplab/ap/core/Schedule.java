package caplab.ap.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * One random schedule: clients on two keys, and cuts, loss, doubled messages, slow links, trimmed
 * logs, late repairs, crashes, lost and old disks, clocks that step; then a quiet time, after which
 * everything must have come together.
 */
final class Schedule {

  /**
   * What a schedule is made of.
   *
   * @param nodes nodes
   * @param operations operations
   * @param wipes disks lost
   * @param oldDisks disks replaced by an older state
   * @param restarts plain restarts
   * @param steps steps of a node's clock
   * @param logCap entries that a log keeps
   */
  record Plan(
      int nodes, int operations, int wipes, int oldDisks, int restarts, int steps, int logCap) {

    static final Plan CALM = new Plan(3, 60, 0, 0, 0, 0, 8);

    /** The same with another number of operations. */
    Plan of(int other) {
      return new Plan(nodes, other, wipes, oldDisks, restarts, steps, logCap);
    }
  }

  private static final double FAULTS_MS = 60_000;
  private static final double QUIET_MS = 45_000;

  private final Cluster cluster;
  private final Plan plan;
  private final RandomGenerator random;
  private final List<Client> clients = new ArrayList<>();

  Schedule(long seed, Plan plan, Rules rules) {
    this.plan = plan;
    cluster = new Cluster(seed, plan.nodes(), 2, rules);
    random = cluster.world.random();
    cluster.instances.forEach(instance -> instance.logCap = plan.logCap());
    for (int c = 0; c < 3; c++) {
      clients.add(new Client(cluster, c));
    }
  }

  /** Runs it and tells the first violation. */
  Optional<String> run() {
    settle();
    network();
    disks();
    for (int o = 0; o < plan.operations(); o++) {
      at(FAULTS_MS, () -> clients.get(random.nextInt(clients.size())).operate());
    }
    for (int r = 0; r < 12; r++) {
      at(FAULTS_MS, this::repair);
    }
    cluster.world.runUntil(START_MS + FAULTS_MS);
    quiet();
    cluster.world.runUntil(START_MS + FAULTS_MS + QUIET_MS);
    return cluster.history.violation().or(() -> new Verdict(cluster).atTheEnd());
  }

  Cluster cluster() {
    return cluster;
  }

  private static final double START_MS = 8_000;

  /** Lets every node enter its first life. */
  private void settle() {
    cluster.instances.forEach(Instance::heal);
    cluster.world.runUntil(START_MS);
  }

  private void at(double withinMs, Runnable action) {
    cluster.world.in(random.nextDouble() * withinMs, action);
  }

  private void network() {
    cluster.loss = List.of(0.0, 0.05, 0.2).get(random.nextInt(3));
    cluster.doubled = random.nextBoolean() ? 0.1 : 0;
    cluster.slow = random.nextBoolean() ? 0.2 : 0;
    for (int c = random.nextInt(6); c > 0; c--) {
      at(50_000, this::cut);
    }
    for (int c = random.nextInt(2); c > 0; c--) {
      at(FAULTS_MS, () -> cluster.instances.get(random.nextInt(2)).crash());
    }
  }

  private void cut() {
    Cluster.Cut cut = new Cluster.Cut(random.nextInt(cluster.instances.size()), randomNode().name);
    cluster.cuts.add(cut);
    cluster.world.in(random.nextDouble(2_000, 20_000), () -> cluster.cuts.remove(cut));
  }

  private void disks() {
    for (int w = 0; w < plan.wipes(); w++) {
      at(FAULTS_MS, () -> whenReady(Node::wipe));
    }
    for (int d = 0; d < plan.oldDisks(); d++) {
      Node node = cluster.node(1);
      at(25_000, node::keepDisk);
      cluster.world.in(random.nextDouble(25_000, 55_000), () -> whenReady(n -> node.rollBack()));
    }
    for (int r = 0; r < plan.restarts(); r++) {
      at(FAULTS_MS, () -> restart(randomNode()));
    }
    for (int s = 0; s < plan.steps(); s++) {
      at(
          FAULTS_MS,
          () -> {
            long us = random.nextLong(3_000_000, 30_000_000);
            randomNode().stepClock(random.nextInt(4) == 0 ? us : -us);
          });
    }
  }

  /** A state carried from one node to another, perhaps long after it was read. */
  private void repair() {
    Instance instance = cluster.instances.get(random.nextInt(cluster.instances.size()));
    Node from = randomNode();
    Node into = randomNode();
    String key = random.nextBoolean() ? "a" : "b";
    double delay = List.of(200.0, 3_000.0, 20_000.0).get(random.nextInt(3));
    String life = into.replica.standing().incarnation();
    instance.ask(
        from.name,
        new Request.Fetch(from.replica.standing().incarnation(), List.of(key)),
        reply -> {
          if (reply instanceof Reply.States states && from != into) {
            Request merge =
                new Request.Merge(life, states.incarnation(), states.states(), states.seen());
            cluster.world.in(delay, () -> instance.ask(into.name, merge, merged -> {}));
          }
        });
  }

  private void restart(Node node) {
    node.stop();
    cluster.world.in(random.nextDouble(100, 4_000), node::start);
  }

  /** A disk is lost only while the others could make up for it: one fault at a time. */
  private void whenReady(Consumer<Node> fault) {
    boolean ready =
        cluster.nodes.values().stream().allMatch(n -> n.up() && n.replica.standing().ready());
    if (ready) {
      fault.accept(randomNode());
    }
  }

  private Node randomNode() {
    return cluster.node(1 + random.nextInt(plan.nodes()));
  }

  private void quiet() {
    cluster.cuts.clear();
    cluster.loss = 0;
    cluster.doubled = 0;
    cluster.slow = 0;
    cluster.nodes.values().stream().filter(node -> !node.up()).forEach(Node::start);
  }
}
