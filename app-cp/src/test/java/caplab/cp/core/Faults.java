package caplab.cp.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/** What goes wrong in a random schedule, within what the promise allows. */
final class Faults {

  /** How long a fault lasts at most. */
  private static final double LASTS_MS = 3_000;

  /** And in a schedule of long faults. */
  private static final double LASTS_LONG_MS = 20_000;

  static final double OUTAGE_MS = 3_600_000;

  private static final double LOOK_AGAIN_MS = 100;

  /** Held beside what clients use where refills are to be long. */
  private static final int REGISTERS_MORE = 400;

  /** Disks are copied so often, to be put back. */
  private static final double COPY_MS = 250;

  /** No disk older than this is put back. */
  private static final double DISK_AGE_MOST_MS = 4.0 * ViewChange.NOTE_AGE_MOST_MS;

  private final Cluster cluster;
  private final RandomGenerator random;
  private final double untilMs;
  private final double lastsMs;
  private final List<Copy> copies = new ArrayList<>();

  /** A disk as it was at some time. */
  private record Copy(double atMs, VirtualNode node, List<InMemoryAcceptor.Disk> disk) {}

  private Faults(Cluster cluster, double lastMs) {
    this.cluster = cluster;
    random = cluster.world.random();
    untilMs = cluster.world.now() + lastMs;
    lastsMs = lastMs > LASTS_LONG_MS ? LASTS_LONG_MS : LASTS_MS;
  }

  /** What may be in the way of the first view: everything but a lost disk. */
  static void whileForming(Cluster cluster, double lastMs) {
    Faults faults = new Faults(cluster, lastMs);
    faults.worsen();
    List<Runnable> all = new ArrayList<>();
    add(all, 1 + faults.random.nextInt(2), faults::restart);
    add(all, faults.random.nextInt(2), faults::isolate);
    add(all, faults.random.nextInt(2), faults::crash);
    faults.begin(all, lastMs);
  }

  /**
   * Faults that begin within the next {@code lastMs}.
   *
   * @return when, in order, in milliseconds from now
   */
  static List<Double> plan(Cluster cluster, double lastMs) {
    return new Faults(cluster, lastMs).plan(lastMs);
  }

  private List<Double> plan(double lastMs) {
    worsen();
    if (random.nextInt(8) == 0) {
      cluster.nodes.values().forEach(node -> node.hold(REGISTERS_MORE));
      cluster.network.refillsTake(0.8 * cluster.patienceMs);
    }
    List<Runnable> all = new ArrayList<>();
    add(all, random.nextInt(7), this::cut);
    add(all, random.nextInt(3), this::isolate);
    add(all, random.nextInt(3), this::slow);
    add(all, Math.min(1, cluster.settings.wipes()), this::copyDisks);
    add(all, cluster.settings.wipes(), this::loseDisk);
    add(all, random.nextInt(3), this::restart);
    add(all, random.nextInt(3), this::pauseInstance);
    add(all, random.nextInt(2), this::pauseNode);
    add(all, random.nextInt(2), this::fill);
    add(all, random.nextInt(3), this::crash);
    add(all, random.nextInt(3), this::stepClock);
    return begin(all, lastMs);
  }

  /** Of one node, by days. */
  private void stepClock() {
    VirtualNode node = cluster.nodes.get(anyNode());
    happened("clock set", node.name());
    node.step(random.nextInt(3) > 0 ? 3 * Retention.KEPT_MS : -Retention.KEPT_MS);
  }

  private void worsen() {
    cluster.network.weather(pick(0, 0.02, 0.1), pick(0, 0.1), pick(0, 0.1, 0.3));
  }

  private List<Double> begin(List<Runnable> faults, double lastMs) {
    List<Double> times = new ArrayList<>();
    for (Runnable fault : faults) {
      double at = lastMs * random.nextDouble();
      times.add(at);
      cluster.world.in(at, fault);
    }
    Collections.sort(times);
    return times;
  }

  private static void add(List<Runnable> to, int many, Runnable fault) {
    to.addAll(Collections.nCopies(many, fault));
  }

  private double pick(double... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** Often short, sometimes long. */
  private double aWhile() {
    double share = random.nextDouble();
    return lastsMs * share * share;
  }

  private String anyNode() {
    return cluster.names().get(random.nextInt(cluster.names().size()));
  }

  private VirtualInstance anyInstance() {
    return cluster.instances.get(random.nextInt(cluster.instances.size()));
  }

  private void happened(String what, Object whom) {
    cluster.trace.happened(what, whom);
  }

  private void cut() {
    cut(anyInstance().number(), anyNode(), random.nextBoolean(), aWhile());
  }

  private void cut(int instance, String node, boolean refused, double lastsMs) {
    happened("cut from " + instance, node);
    cluster.network.cut(instance, node, refused);
    cluster.world.in(lastsMs, () -> cluster.network.join(instance, node));
  }

  /** From every instance. */
  private void isolate() {
    String node = anyNode();
    boolean refused = random.nextBoolean();
    double lastsMs = aWhile();
    cluster.instances.forEach(instance -> cut(instance.number(), node, refused, lastsMs));
  }

  private void slow() {
    int instance = anyInstance().number();
    String node = anyNode();
    cluster.network.slow(instance, node, true);
    cluster.world.in(aWhile(), () -> cluster.network.slow(instance, node, false));
  }

  private void pauseInstance() {
    VirtualInstance instance = anyInstance();
    happened("pause", instance.number());
    instance.pause(aWhile());
  }

  private void pauseNode() {
    VirtualNode node = cluster.nodes.get(anyNode());
    happened("pause", node.name());
    node.pause(true);
    cluster.world.in(aWhile(), () -> node.pause(false));
  }

  private void crash() {
    VirtualInstance instance = anyInstance();
    happened("crash", instance.number());
    instance.crash(random.nextBoolean() ? 0 : aWhile());
  }

  private void fill() {
    VirtualNode node = cluster.nodes.get(anyNode());
    happened("no memory left", node.name());
    node.full(true);
    cluster.world.in(aWhile(), () -> node.full(false));
  }

  /** One node, or several at once. */
  private void restart() {
    if (bearsNoRestart()) {
      return;
    }
    List<String> all = new ArrayList<>(cluster.names());
    int many = random.nextBoolean() ? 1 : 1 + random.nextInt(all.size());
    for (int i = 0; i < many; i++) {
      restart(cluster.nodes.get(all.remove(random.nextInt(all.size()))));
    }
  }

  /** Two nodes bear no loss, so not one of them beside a restart of the other. */
  private boolean bearsNoRestart() {
    return cluster.names().size() == 2 && !cluster.allVote();
  }

  private void restart(VirtualNode node) {
    happened("stop", node.name());
    node.goDown(random.nextBoolean());
    cluster.world.in(
        aWhile(),
        () -> {
          if (node.isDown()) {
            happened("start", node.name());
            node.restart();
          }
        });
  }

  /** One lost disk at a time, as the promise says: only when every node votes. */
  private void loseDisk() {
    if (cluster.world.now() > untilMs) {
      return;
    }
    if (!cluster.allVote()) {
      cluster.world.in(LOOK_AGAIN_MS * random.nextDouble(), this::loseDisk);
      return;
    }
    double sinceMs = cluster.world.now() - DISK_AGE_MOST_MS * random.nextDouble();
    List<Copy> old =
        copies.stream()
            .filter(copy -> copy.atMs() >= sinceMs && noticed(copy.node(), copy.disk()))
            .toList();
    if (!old.isEmpty() && random.nextInt(3) > 0) {
      // The oldest that is young enough, of any node.
      Copy copy = old.get(random.nextInt(Math.min(old.size(), cluster.names().size())));
      happened("disk of " + copy.atMs(), copy.node().name());
      copy.node().restart(copy.disk());
    } else {
      String name = anyNode();
      happened("wipe", name);
      cluster.nodes.get(name).wipe();
    }
  }

  /** From now on, whenever all is well. */
  private void copyDisks() {
    if (cluster.world.now() > untilMs) {
      return;
    }
    if (cluster.allVote()) {
      copies.removeIf(copy -> copy.atMs() < cluster.world.now() - DISK_AGE_MOST_MS);
      cluster
          .nodes
          .values()
          .forEach(node -> copies.add(new Copy(cluster.world.now(), node, node.disk())));
    }
    cluster.world.in(COPY_MS, this::copyDisks);
  }

  /** For an hour no node runs, and perhaps no instance; then the nodes start, one by one. */
  static void outage(Cluster cluster) {
    Faults faults = new Faults(cluster, OUTAGE_MS);
    if (faults.bearsNoRestart()) {
      return;
    }
    faults.happened("outage", cluster.names());
    if (faults.random.nextBoolean()) {
      cluster.instances.forEach(instance -> instance.crash(OUTAGE_MS));
    }
    cluster.nodes.values().forEach(node -> node.goDown(faults.random.nextBoolean()));
    cluster.world.runUntil(cluster.world.now() + OUTAGE_MS);
    cluster.nodes.values().forEach(node -> cluster.world.in(faults.aWhile(), node::restart));
    cluster.world.runUntil(cluster.world.now() + faults.lastsMs);
  }

  /**
   * Whether in every tag each other node knows that the node has gone on since, or was last told so
   * long before this disk was copied that it may not vouch, or nothing was lost: what CP-15 leaves
   * open is left out.
   */
  private boolean noticed(VirtualNode node, List<InMemoryAcceptor.Disk> disks) {
    for (int tag = 0; tag < disks.size(); tag++) {
      InMemoryAcceptor.Disk disk = disks.get(tag);
      NodeRecord then = disk.record().orElseThrow();
      NodeRecord now = node.tag(tag).standing().record().orElseThrow();
      int its = tag;
      boolean known =
          cluster.nodes.values().stream()
              .filter(other -> !other.name().equals(node.name()))
              .map(other -> other.tag(its).standing().notes())
              .allMatch(notes ->
                  notes.of(node.name()).filter(note -> isBehind(then, note)).isPresent()
                      || disk.notes().served() - notes.served() > ViewChange.NOTE_AGE_MOST_MS);
      if (!known && !then.equals(now)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBehind(NodeRecord then, Reply.Progress note) {
    return note.incarnation().equals(then.incarnation())
        ? note.changes() > then.changes()
        : note.number() >= then.view().number();
  }
}
