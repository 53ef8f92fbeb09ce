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

  private record Link(int zone, String node) {}

  private final World world;
  private final SortedMap<String, SimulatedNode> nodes = new TreeMap<>();
  private final Map<Link, List<LinkFault>> faults = new HashMap<>();

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
    List<LinkFault> here = faults.computeIfAbsent(new Link(zone, node), link -> new ArrayList<>());
    here.removeIf(each -> each.getClass() == fault.getClass());
    here.add(fault);
  }

  void lift(int zone, String node, LinkFault fault) {
    faults.getOrDefault(new Link(zone, node), new ArrayList<>()).remove(fault);
  }

  /** The way from a zone to a node: answers come, or the word at once that nobody listens. */
  <Q, R> Replica<Q, R> wire(int zone, String name, BiFunction<SimulatedNode, Q, R> work) {
    return new Replica<>() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void ask(Q request, long timeoutMs, Consumer<Event<R>> callback) {
        send(
            zone,
            name,
            node -> work.apply(node, request),
            reply -> callback.accept(new Event.Answered<>(name, reply)),
            () -> callback.accept(new Event.Silent<>(name, false, "refused")));
      }
    };
  }

  /** Asks a node for a sign of life. */
  void ping(int zone, String name, Consumer<Boolean> answered) {
    send(zone, name, node -> true, answered, () -> answered.accept(false));
  }

  private <R> void send(
      int zone,
      String name,
      Function<SimulatedNode, R> work,
      Consumer<R> answered,
      Runnable refused) {
    SimulatedNode node = nodes.get(name);
    Link link = new Link(zone, name);
    if (!node.up() || on(link).stream().anyMatch(LinkFault::refuses)) {
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
    for (LinkFault fault : on(link)) {
      fate = fate.then(fault.strike(way, world.random()));
    }
    if (fate instanceof Fate.Delivered(long delayMs)) {
      world.in(delayMs + latency(link), arrival);
    }
  }

  private List<LinkFault> on(Link link) {
    return faults.getOrDefault(link, List.of());
  }

  private double latency(Link link) {
    boolean near = Topology.node(link.zone()).equals(link.node());
    double ms = (near ? NEAR_MS : FAR_MS) * world.random().nextDouble(0.5, 1.5);
    return world.random().nextInt(LATE_ONE_IN) == 0
        ? ms + LATE_MS * world.random().nextDouble()
        : ms;
  }
}
