package caplab.lab.embedded;

import caplab.lab.link.Link;
import caplab.lab.link.LinkFault;
import caplab.lab.model.Cut;
import caplab.lab.model.LinkPattern;
import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Instance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All links of a cluster, one between each service instance and each node. */
final class Network implements AutoCloseable {

  private record Wire(Instance instance, int node) {}

  private final Setup setup;
  private final Topology topology;
  private final Map<Wire, Link> links = new LinkedHashMap<>();

  Network(Setup setup) {
    this.topology = setup.topology();
    this.setup = setup;
    for (Instance instance : topology.instances()) {
      for (int node = 1; node <= topology.nodes(); node++) {
        links.put(new Wire(instance, node), link(setup.ports().node(node)));
      }
    }
  }

  /** The nodes as this instance reaches them, in the form of {@code REDIS_NODES}. */
  String nodesSeenBy(Instance instance) {
    return links.entrySet().stream()
        .filter(each -> each.getKey().instance().equals(instance))
        .map(each -> setup.address(instance, each.getKey().node(), each.getValue().port()))
        .collect(Collectors.joining(","));
  }

  /** Parts the network; an earlier cut ends, delays and losses stay. */
  void cut(Cut cut) {
    onEach((wire, link) -> {
      if (cut.severed().contains(new Cut.Pair(wire.instance().zone(), wire.node()))) {
        link.plant(cut.fault());
      } else {
        link.mend();
      }
    });
  }

  /**
   * Plants a fault on the links from one zone to one node.
   *
   * @param pattern {@code zone:node}, {@code *} for all of either
   */
  void plant(String pattern, LinkFault fault) {
    onLinks(pattern, (wire, link) -> link.plant(fault));
  }

  /** Takes exactly this fault from those links; others stay. */
  void lift(String pattern, LinkFault fault) {
    onLinks(pattern, (wire, link) -> link.lift(fault));
  }

  /** Ends every fault on the links from one zone to one node, named as in {@link #plant}. */
  void heal(String pattern) {
    onLinks(pattern, (wire, link) -> link.heal());
  }

  void heal() {
    onEach((wire, link) -> link.heal());
  }

  /** What is wrong, by {@code zone:node}; links in health are left out. */
  Map<String, List<String>> faults() {
    Map<String, List<String>> faults = new TreeMap<>();
    links.forEach((wire, link) -> {
      if (!link.faults().isEmpty()) {
        faults.put(
            Topology.zone(wire.instance().zone()) + ":" + Topology.node(wire.node()),
            link.faults().stream().map(LinkFault::describe).sorted().toList());
      }
    });
    return faults;
  }

  @Override
  public void close() {
    onEach((wire, link) -> link.close());
  }

  private interface Act {
    void on(Wire wire, Link link) throws IOException;
  }

  private void onLinks(String pattern, Act act) {
    LinkPattern read = LinkPattern.read(pattern, topology);
    onEach((wire, link) -> {
      if (read.covers(wire.instance().zone(), wire.node())) {
        act.on(wire, link);
      }
    });
  }

  private void onEach(Act act) {
    List<IOException> failures = new ArrayList<>();
    links.forEach((wire, link) -> {
      try {
        act.on(wire, link);
      } catch (IOException failure) {
        failures.add(failure);
      }
    });
    if (!failures.isEmpty()) {
      throw new UncheckedIOException("a link failed", failures.getFirst());
    }
  }

  private static Link link(int nodePort) {
    try {
      return new Link(new InetSocketAddress(InetAddress.getLoopbackAddress(), nodePort));
    } catch (IOException full) {
      throw new UncheckedIOException("cannot open a link", full);
    }
  }
}
