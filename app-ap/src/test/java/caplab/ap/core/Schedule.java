package caplab.ap.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * One random schedule: clients on two keys, and cuts, loss, doubled messages, slow links, merges
 * that come late, trimmed logs, instances that crash, restart and stand still, lost and old disks,
 * clocks that step; then a heal, after which everything must serve again and come together.
 */
final class Schedule {

  /** Virtual time after which everything serves again when nothing is wrong any more. */
  static final double SERVES_MS = 30_000;

  /** And after which all nodes are equal, though merges came late, and exchanges take turns. */
  static final double EQUAL_MS = 120_000;

  private static final double START_MS = 3_000;
  private static final double FAULTS_MS = 30_000;
  private static final double LOOK_MS = 250;
  private static final double STAYS_MS = 2_000;
  private static final long VALUE_BYTES = 5;

  private static final Read.Wish EVERYWHERE =
      new Read.Wish(Read.Level.ALL, OptionalLong.empty(), false, VersionVector.NONE, false);

  private final Cluster cluster;
  private final Plan plan;
  private final RandomGenerator random;
  private final List<Client> clients = new ArrayList<>();
  private double servesMs;
  private double equalMs;

  Schedule(long seed, Plan plan, Rules rules) {
    this.plan = plan;
    RandomGenerator drawn = new java.util.SplittableRandom(seed);
    boolean bytes = drawn.nextInt(4) == 0;
    Cluster.Settings settings =
        new Cluster.Settings(
            bytes ? 10_000 : plan.logCap(),
            bytes ? plan.logCap() * VALUE_BYTES : Long.MAX_VALUE,
            drawn.nextInt(4) == 0 ? 500 : 0,
            drawn.nextInt(8) == 0,
            drawn.nextBoolean() ? 2 : 256,
            drawn.nextBoolean() ? 1 : 32);
    cluster = new Cluster(seed, plan.nodes(), 2 + drawn.nextInt(4) / 3, rules, settings);
    random = cluster.world.random();
    for (int c = 0; c < 3; c++) {
      clients.add(new Client(cluster, c));
    }
  }

  Cluster cluster() {
    return cluster;
  }

  /** How long after the heal everything served. */
  double servesMs() {
    return servesMs;
  }

  /** How long after the heal all nodes were equal. */
  double equalMs() {
    return equalMs;
  }

  /** Runs it and tells the first violation. */
  Optional<String> run() {
    cluster.start();
    cluster.world.runUntil(START_MS);
    network();
    instances();
    nodes();
    for (int o = 0; o < plan.operations(); o++) {
      at(FAULTS_MS, () -> clients.get(random.nextInt(clients.size())).operate());
    }
    cluster.world.runUntil(START_MS + FAULTS_MS);
    heal();
    return cluster.history.violation().or(this::serves).or(this::comesTogether);
  }

  private void at(double withinMs, Runnable action) {
    cluster.world.in(random.nextDouble() * withinMs, action);
  }

  private void network() {
    Network network = cluster.network;
    network.loss = List.of(0.0, 0.02, 0.1).get(random.nextInt(3));
    network.doubled = random.nextBoolean() ? 0.1 : 0;
    network.slow = random.nextInt(3) == 0 ? 0.1 : 0;
    network.held = random.nextBoolean() ? 0.15 : 0;
    network.copied = List.of(0.0, 0.5, 0.9).get(random.nextInt(3));
    network.mostMs = List.of(100.0, 200.0, 400.0).get(random.nextInt(3));
    for (int c = random.nextInt(6); c > 0; c--) {
      at(25_000, () -> cut(new Network.Cut(randomInstance().number, randomNode().name)));
    }
    for (int c = random.nextInt(3); c > 0; c--) {
      at(25_000, this::isolate);
    }
  }

  private void cut(Network.Cut cut) {
    cluster.network.cuts.add(cut);
    cluster.world.in(random.nextDouble(1_000, 12_000), () -> cluster.network.cuts.remove(cut));
  }

  /** One instance keeps a node, the others lose it. */
  private void isolate() {
    Node node = randomNode();
    Instance keeps = randomInstance();
    cluster.instances.stream()
        .filter(instance -> instance != keeps || random.nextBoolean())
        .forEach(instance -> cut(new Network.Cut(instance.number, node.name)));
  }

  private void instances() {
    for (int f = random.nextInt(3); f > 0; f--) {
      at(
          FAULTS_MS,
          () -> {
            Instance instance = randomInstance();
            switch (random.nextInt(3)) {
              case 0 -> instance.crash(random.nextDouble(1, 2_000));
              case 1 -> instance.restart(random.nextDouble(1, 2_000));
              case 2 -> instance.pause(random.nextDouble(100, 6_000));
              default -> throw new AssertionError("no such fault");
            }
          });
    }
    if (random.nextInt(3) == 0) {
      at(FAULTS_MS, () -> randomNode().pause(random.nextDouble(100, 5_000)));
    }
  }

  private void nodes() {
    for (Plan.Fault fault : Plan.Fault.values()) {
      for (int f = plan.times(fault); f > 0; f--) {
        node(fault);
      }
    }
  }

  private void node(Plan.Fault fault) {
    switch (fault) {
      case WIPE -> at(FAULTS_MS, () -> whenReady(Node::wipe));
      case OLD_DISK -> {
        Node node = randomNode();
        at(12_000, node::keepDisk);
        cluster.world.in(
            random.nextDouble(12_000, 28_000), () -> whenReady(any -> node.rollBack()));
      }
      case RESTART -> at(FAULTS_MS, () -> restart(randomNode()));
      case THEFT -> {
        String key = random.nextBoolean() ? "a" : "b";
        at(FAULTS_MS, () -> whenReady(robbed -> robbed.rob(key)));
      }
      case POWER_CUT ->
          at(
              FAULTS_MS,
              () -> {
                boolean all = random.nextBoolean();
                cluster.nodes.values().stream()
                    .filter(node -> all || random.nextBoolean())
                    .forEach(this::restart);
              });
      case CLOCK_STEP ->
          at(
              FAULTS_MS,
              () -> {
                long us = random.nextLong(3_000_000, 30_000_000);
                randomNode().stepClock(random.nextInt(4) == 0 ? us : -us);
              });
    }
  }

  private void restart(Node node) {
    if (node.up()) {
      node.stop();
      cluster.world.in(
          random.nextDouble(100, 4_000),
          () -> {
            if (!node.up()) {
              node.start();
            }
          });
    }
  }

  /** Unless the plan says otherwise a disk is lost only while the others could make up for it. */
  private void whenReady(Consumer<Node> fault) {
    boolean ready =
        cluster.nodes.values().stream().allMatch(n -> n.up() && n.replica.standing().ready());
    if (ready || plan.inARow()) {
      fault.accept(randomNode());
    }
  }

  private Node randomNode() {
    return cluster.node(1 + random.nextInt(plan.nodes()));
  }

  private Instance randomInstance() {
    return cluster.instances.get(random.nextInt(cluster.instances.size()));
  }

  private void heal() {
    cluster.network.heal();
    cluster.nodes.values().stream().filter(node -> !node.up()).forEach(Node::start);
  }

  /** Everything serves again, also those who write and read. */
  private Optional<String> serves() {
    double healedMs = cluster.world.now();
    Verdict verdict = new Verdict(cluster);
    // What was lost before the heal is given up by then.
    cluster.pass(Instance.TIMEOUT_MS + LOOK_MS);
    Optional<String> wrong = verdict.unsettled();
    while (wrong.isPresent() && cluster.world.now() < healedMs + SERVES_MS) {
      cluster.pass(LOOK_MS);
      wrong = verdict.unsettled();
    }
    servesMs = cluster.world.now() - healedMs;
    if (wrong.isPresent()) {
      return Optional.of("liveness: " + wrong.get());
    }
    Client client = new Client(cluster, clients.size());
    for (Instance instance : cluster.instances) {
      client.write("a", client.newValue(), false, instance);
      client.read("b", instance, EVERYWHERE);
    }
    cluster.pass(1_000);
    List<Outcome> served =
        client.outcomes().stream()
            .filter(told -> told instanceof Outcome.Written || told instanceof Outcome.Found)
            .toList();
    return served.size() == 2 * cluster.instances.size()
        ? cluster.history.violation()
        : Optional.of("liveness: of all operations these ended: " + client.outcomes());
  }

  /** All nodes become equal and stay so, when all that the network held back has come. */
  private Optional<String> comesTogether() {
    double healedMs = cluster.world.now() - servesMs;
    Verdict verdict = new Verdict(cluster);
    Optional<String> wrong = verdict.atTheEnd();
    double sinceMs = cluster.world.now();
    while (cluster.world.now() < sinceMs + STAYS_MS && sinceMs < healedMs + EQUAL_MS) {
      cluster.pass(LOOK_MS);
      wrong = verdict.atTheEnd();
      if (wrong.isPresent() || cluster.network.underWay() > 0) {
        sinceMs = cluster.world.now();
      }
    }
    equalMs = sinceMs - healedMs;
    Optional<String> first = wrong;
    return cluster.history.violation().or(() -> first).or(verdict::unsettled);
  }
}
