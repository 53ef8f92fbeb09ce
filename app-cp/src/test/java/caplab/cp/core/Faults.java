package caplab.cp.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** What goes wrong in a random schedule, within what the promise allows. */
final class Faults {

  /** How long a fault lasts at most. */
  private static final double LASTS_MS = 3_000;

  private static final double LOOK_AGAIN_MS = 100;

  private final Cluster cluster;
  private final RandomGenerator random;
  private final double untilMs;
  private final Map<String, List<InMemoryAcceptor.Disk>> olderDisks = new TreeMap<>();

  private Faults(Cluster cluster, double lastMs) {
    this.cluster = cluster;
    random = cluster.world.random();
    untilMs = cluster.world.now() + lastMs;
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
    List<Runnable> all = new ArrayList<>();
    add(all, random.nextInt(7), this::cut);
    add(all, random.nextInt(3), this::isolate);
    add(all, random.nextInt(3), this::slow);
    add(all, 2 * cluster.settings.wipes(), this::copyDisk);
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
    return LASTS_MS * share * share;
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
    if (cluster.names().size() == 2 && !cluster.allVote()) {
      // Two nodes bear no loss, so not one of them beside a restart of the other.
      return;
    }
    List<String> all = new ArrayList<>(cluster.names());
    int many = random.nextBoolean() ? 1 : 1 + random.nextInt(all.size());
    for (int i = 0; i < many; i++) {
      restart(cluster.nodes.get(all.remove(random.nextInt(all.size()))));
    }
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
    List<String> old =
        olderDisks.entrySet().stream()
            .filter(each -> noted(cluster.nodes.get(each.getKey()), each.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    if (!old.isEmpty() && random.nextInt(3) > 0) {
      String name = old.get(random.nextInt(old.size()));
      happened("old disk", name);
      cluster.nodes.get(name).restart(olderDisks.get(name));
    } else {
      String name = anyNode();
      happened("wipe", name);
      cluster.nodes.get(name).wipe();
    }
  }

  /** A backup, if all is well. */
  private void copyDisk() {
    if (cluster.allVote()) {
      String name = anyNode();
      olderDisks.put(name, cluster.nodes.get(name).disk());
    }
  }

  /**
   * Whether in every tag all others know that the node has gone on since, or it has not: what CP-15
   * leaves open is left out.
   */
  private boolean noted(VirtualNode node, List<InMemoryAcceptor.Disk> disks) {
    for (int tag = 0; tag < disks.size(); tag++) {
      NodeRecord then = disks.get(tag).record().orElseThrow();
      NodeRecord now = node.tag(tag).standing().record().orElseThrow();
      int its = tag;
      boolean known =
          cluster.nodes.values().stream()
              .filter(other -> !other.name().equals(node.name()))
              .map(other -> other.tag(its).standing().notes().get(node.name()))
              .allMatch(note -> note != null && isBehind(then, note));
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
