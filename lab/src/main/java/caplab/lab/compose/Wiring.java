package caplab.lab.compose;

import caplab.lab.link.LinkFault;
import caplab.lab.model.Topology;
import caplab.lab.model.UserError;
import caplab.lab.wire.AtOnce;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Plants faults in the network namespaces of the nodes, and reads what is planted there. Rules name
 * the addresses that services have at that moment.
 */
final class Wiring {

  private final Docker docker;
  private final Sidecar sidecar;

  Wiring(Docker docker, Sidecar sidecar) {
    this.docker = docker;
    this.sidecar = sidecar;
  }

  /** What is planted at all nodes that run. */
  LinkFaults read(Containers now) {
    Map<Integer, LinkFaults> read = new TreeMap<>();
    AtOnce.act(
        reachable(now),
        node -> {
          LinkFaults faults = Chains.read(sidecar.inNetworkOf(Topology.node(node), Chains.SHOW));
          synchronized (read) {
            read.put(node, faults);
          }
        });
    LinkFaults all = LinkFaults.NONE;
    for (LinkFaults each : read.values()) {
      for (var entry : each.byLink().entrySet()) {
        for (LinkFault fault : entry.getValue()) {
          all = all.plant(entry.getKey(), fault);
        }
      }
    }
    return all;
  }

  /**
   * Leaves exactly the faults wanted at these nodes; one that does not run is left out, as it comes
   * back with a network of its own.
   */
  void write(Containers now, LinkFaults wanted, List<Integer> nodes) {
    Map<Integer, List<String>> addresses = new TreeMap<>();
    for (int zone = 1; zone <= Topology.NODES_MAX; zone++) {
      addresses.put(zone, now.addresses(zone));
    }
    List<Integer> there = new ArrayList<>(nodes);
    there.retainAll(reachable(now));
    AtOnce.act(there, node -> write(node, wanted.at(node), addresses));
  }

  private void write(
      int node, Map<Integer, List<LinkFault>> faults, Map<Integer, List<String>> addresses) {
    String name = Topology.node(node);
    Map<Integer, Long> queues = Chains.queues(faults);
    queues.keySet().removeIf(zone -> addresses.getOrDefault(zone, List.of()).isEmpty());
    try {
      sidecar.delay(name, queues);
      sidecar.inNetworkOf(name, Chains.script(node, faults, addresses));
    } catch (UserError failed) {
      // Whoever dies meanwhile needs no rules.
      if (docker.run("inspect", "-f", "{{.State.Running}}", name).equals("true")) {
        throw failed;
      }
    }
  }

  void endDelays() {
    sidecar.endDelays();
  }

  /** Takes everything of ours away from every node. */
  void clear(Containers now) {
    sidecar.endDelays();
    AtOnce.act(reachable(now), node -> sidecar.inNetworkOf(Topology.node(node), Chains.CLEAR));
  }

  private static List<Integer> reachable(Containers now) {
    return IntStream.rangeClosed(1, now.topology().nodes())
        .filter(node -> now.node(node).filter(Container::reachable).isPresent())
        .boxed()
        .toList();
  }
}
