package caplab.lab.simulated;

import caplab.lab.link.Direction;
import caplab.lab.link.Fate;
import caplab.lab.link.LinkFault;
import caplab.lab.model.Topology;
import caplab.protocol.Event;
import caplab.protocol.Replica;
import caplab.sim.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/** Nodes and the links to them. A link does to each message what its faults do. */
final class SimulatedNetwork {

  /** One way, within a zone and between two. */
  private static final double NEAR_MS = 0.2;

  private static final double FAR_MS = 0.6;

  /** One message in so many is late by a few milliseconds, as on any machine. */
  private static final int LATE_ONE_IN = 50;

  private static final double LATE_MS = 8;

  private record Way(int zone, String node) {}

  /** The way from a zone to a node and back, and what is wrong with it. */
  private record Link(SimulatedNode node, double usualMs, List<LinkFault> faults) {
    boolean refuses() {
      for (LinkFault fault : faults) {
        if (fault.refuses()) {
          return true;
        }
      }
      return false;
    }
  }

  private final World world;
  private final SortedMap<String, SimulatedNode> nodes = new TreeMap<>();
  private final Map<Way, Link> links = new HashMap<>();

  SimulatedNetwork(World world, Mutations mutations, Topology topology) {
    this.world = world;
    for (String name : topology.nodeNames()) {
      nodes.put(name, new SimulatedNode(world, mutations, name));
    }
  }

  SortedMap<String, SimulatedNode> nodes() {
    return nodes;
  }

  /** A second fault of the same kind replaces the first. */
  void plant(int zone, String node, LinkFault fault) {
    List<LinkFault> here = link(zone, node).faults();
    here.removeIf(each -> each.getClass() == fault.getClass());
    here.add(fault);
  }

  void lift(int zone, String node, LinkFault fault) {
    link(zone, node).faults().remove(fault);
  }

  private Link link(int zone, String node) {
    double usualMs = Topology.node(zone).equals(node) ? NEAR_MS : FAR_MS;
    return links.computeIfAbsent(
        new Way(zone, node), way -> new Link(nodes.get(node), usualMs, new ArrayList<>()));
  }

  /** The way from a zone to a node: answers come, or the word at once that nobody listens. */
  <Q, R> Replica<Q, R> wire(int zone, String name, BiFunction<SimulatedNode, Q, R> work) {
    Link link = link(zone, name);
    return new Replica<>() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void ask(Q request, long timeoutMs, Consumer<Event<R>> callback) {
        send(
            link,
            node -> work.apply(node, request),
            reply -> callback.accept(new Event.Answered<>(name, reply)),
            () -> callback.accept(new Event.Silent<>(name, false, "refused")));
      }
    };
  }

  /** Asks a node for a sign of life. */
  void ping(int zone, String name, Consumer<Boolean> answered) {
    send(link(zone, name), node -> true, answered, () -> answered.accept(false));
  }

  private <R> void send(
      Link link, Function<SimulatedNode, R> work, Consumer<R> answered, Runnable refused) {
    SimulatedNode node = link.node();
    if (!node.up() || link.refuses()) {
      world.in(2 * latency(link), refused);
      return;
    }
    travel(
        link,
        Direction.REQUESTS,
        () ->
            node.receive(() -> {
              R reply = work.apply(node);
              travel(link, Direction.REPLIES, () -> answered.accept(reply));
            }));
  }

  private void travel(Link link, Direction way, Runnable arrival) {
    Fate fate = Fate.AT_ONCE;
    for (LinkFault fault : link.faults()) {
      fate = fate.then(fault.strike(way, world.random()));
    }
    if (fate instanceof Fate.Delivered(long delayMs)) {
      world.in(delayMs + latency(link), arrival);
    }
  }

  private double latency(Link link) {
    double ms = link.usualMs() * world.random().nextDouble(0.5, 1.5);
    return world.random().nextInt(LATE_ONE_IN) == 0
        ? ms + LATE_MS * world.random().nextDouble()
        : ms;
  }
}
