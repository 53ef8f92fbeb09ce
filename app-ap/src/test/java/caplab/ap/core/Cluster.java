package caplab.ap.core;

import caplab.sim.World;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Nodes and instances in virtual time, joined by a network. */
final class Cluster {

  /**
   * How the instances are configured.
   *
   * @param logEntries AP_LOG_CAP
   * @param logBytes AP_LOG_CAP_BYTES
   * @param cacheMs how old an answer of an instance's own cache may be
   * @param throttles whether writes wait while reads are stale
   * @param batch entries that a link ships per step
   * @param page keys per step of a resync or an exchange
   */
  record Settings(
      long logEntries, long logBytes, long cacheMs, boolean throttles, int batch, int page) {
    static final Settings PLAIN = new Settings(6, Long.MAX_VALUE, 0, false, 256, 32);
  }

  final World world;
  final Rules rules;
  final Settings settings;
  final Chronicle history = new Chronicle(this);
  final SortedMap<String, Node> nodes = new TreeMap<>();
  final List<Instance> instances = new ArrayList<>();
  final Network network = new Network(this);

  /** Hears what every node was asked and answered. */
  Consumer<Supplier<String>> trace = line -> {};

  /** Nodes that run, and instances that do not yet. */
  Cluster(long seed, int size, int instanceCount, Rules rules, Settings settings) {
    this.world = new World(seed);
    this.rules = rules;
    this.settings = settings;
    rules.cluster = this;
    for (int n = 1; n <= size; n++) {
      String name = "db_g" + n;
      long offsetUs = (long) (world.random().nextDouble(-50, 50) * 1_000_000);
      nodes.put(name, new Node(name, rules.replica(name), this, offsetUs));
    }
    for (int i = 0; i < instanceCount; i++) {
      instances.add(new Instance(this, i));
    }
  }

  /** Starts every instance. */
  void start() {
    instances.forEach(Instance::start);
  }

  SortedSet<String> names() {
    return new TreeSet<>(nodes.keySet());
  }

  Node node(int number) {
    return nodes.get("db_g" + number);
  }

  /** Lets virtual time pass. */
  void pass(double ms) {
    world.runUntil(world.now() + ms);
  }
}
