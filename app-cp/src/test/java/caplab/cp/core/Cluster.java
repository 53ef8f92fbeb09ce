package caplab.cp.core;

import caplab.sim.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Nodes, instances and the network between them, in virtual time. */
final class Cluster {

  final World world;
  final Settings settings;
  final Trace trace;
  final long patienceMs;
  final VirtualNetwork network;
  final Map<String, VirtualNode> nodes = new LinkedHashMap<>();
  final List<VirtualInstance> instances = new ArrayList<>();

  Cluster(long seed, Settings settings, boolean traced) {
    this.settings = settings;
    world = new World(seed);
    trace = new Trace(world, traced);
    patienceMs = world.random().nextBoolean() ? 300 : 1_000;
    network = new VirtualNetwork(world, settings.sent(), trace);
    for (int n = 1; n <= settings.nodes(); n++) {
      String name = "n" + n;
      nodes.put(name, new VirtualNode(name, acceptors(name)));
    }
    for (int i = 0; i < settings.instances(); i++) {
      instances.add(new VirtualInstance(this, i));
    }
  }

  private List<InMemoryAcceptor> acceptors(String name) {
    return IntStream.range(0, settings.tags())
        .mapToObj(tag -> settings.node().apply(name, world))
        .toList();
  }

  List<String> names() {
    return List.copyOf(nodes.keySet());
  }

  /** Runs until every node votes, or so long. */
  boolean runUntilAllVote(double mostMs) {
    double until = world.now() + mostMs;
    while (!allVote() && world.now() < until) {
      world.runUntil(world.now() + 50);
    }
    return allVote();
  }

  /** All links well, every node up, every process going on. */
  void calm() {
    network.calm();
    nodes
        .values()
        .forEach(node -> {
          node.full(false);
          if (node.isDown()) {
            node.restart();
          } else {
            node.pause(false);
          }
        });
    instances.forEach(VirtualInstance::resume);
  }

  /** Whether every node may vote in the newest view of every tag. */
  boolean allVote() {
    return nodes.values().stream().noneMatch(VirtualNode::isDown)
        && IntStream.range(0, settings.tags()).allMatch(this::allVote);
  }

  private boolean allVote(int tag) {
    View newest = newest(tag);
    return newest.number() > 0 && nodes.values().stream().allMatch(node -> node.votes(newest, tag));
  }

  /** The newest view of a tag that a node is in. */
  View newest(int tag) {
    return nodes.values().stream()
        .flatMap(node -> node.tag(tag).standing().record().stream())
        .map(NodeRecord::view)
        .max(Comparator.comparingLong(View::number))
        .orElse(View.NONE);
  }

  /** How every tag of every node stands. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    nodes.forEach((name, node) -> {
      for (int tag = 0; tag < settings.tags(); tag++) {
        Reply.Standing standing = node.tag(tag).standing();
        NodeRecord record = standing.record().orElse(NodeRecord.NOTHING);
        boolean restarted = !record.run().equals(standing.run());
        text.append(
            "\n  %s/%d of %d %s as %s%s%s"
                .formatted(
                    name,
                    tag,
                    record.view().number(),
                    record.view().creator(),
                    record.incarnation(),
                    restarted ? ", restarted" : "",
                    record.pending().isPresent() ? ", being refilled" : ""));
      }
    });
    return text.toString();
  }
}
