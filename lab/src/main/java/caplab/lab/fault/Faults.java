package caplab.lab.fault;

import caplab.lab.link.LinkFault;
import caplab.lab.link.Loss;
import caplab.lab.link.Silence;
import caplab.lab.model.Cut;
import caplab.lab.model.Cut.Shape;
import caplab.lab.model.ProcessAction;
import caplab.lab.model.Topology;
import caplab.lab.stage.FaultSurface;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What goes wrong: what begins it, and what ends it. Zones are named as in {@link Cut}. */
public final class Faults {

  private record TwoSteps(
      String name, String target, Consumer<FaultSurface> beginning, Consumer<FaultSurface> ending)
      implements Fault {

    @Override
    public void begin(FaultSurface surface) {
      beginning.accept(surface);
    }

    @Override
    public void end(FaultSurface surface) {
      ending.accept(surface);
    }
  }

  private interface OnLink {
    void act(int zone, int node, LinkFault fault);
  }

  private Faults() {}

  /**
   * The zones fall into groups, silently, as with a lost cable: commas within a group, the rest is
   * one more.
   */
  public static Fault split(String... groups) {
    return cut("split", String.join(" ", groups), Shape.GROUPS, false, groups);
  }

  /** The same groups, but whoever asks across is refused at once instead of hearing nothing. */
  public static Fault refusingSplit(String... groups) {
    return cut("refused", String.join(" ", groups), Shape.GROUPS, true, groups);
  }

  /** One way: what one group of zones asks of another's nodes never arrives. */
  public static Fault requestsLost(String from, String to) {
    return cut("requests lost", from + " → " + to, Shape.ONE_WAY, false, from, to);
  }

  /** The other way: the nodes carry out what they are asked, and their answers never arrive. */
  public static Fault repliesLost(String from, String to) {
    return cut("replies lost", from + " ← " + to, Shape.REPLIES, false, from, to);
  }

  /** The others fall into two halves that only this zone sees both of. */
  public static Fault bridge(String zone) {
    return cut("bridge", zone, Shape.BRIDGE, false, zone);
  }

  /** Every zone reaches another majority; no two the same (Jepsen calls it a majorities ring). */
  public static Fault ring() {
    return cut("ring", "every zone", Shape.RING, false);
  }

  /** Nobody hears of one node any more, and nobody is told: it is isolated, not its zone. */
  public static Fault lostNode(int number) {
    return toNode("lost node", number, new Silence());
  }

  /** A share of what travels to and from one node is lost, and TCP sends it again. */
  public static Fault lossy(int node, double share) {
    return toNode("lossy", node, new Loss(share));
  }

  /** Kill -9 of a node or a service instance; the end starts it again with what its disk has. */
  public static Fault kill(String target) {
    return process("kill -9", target, ProcessAction.KILL, ProcessAction.RESTART);
  }

  /** SIGSTOP: connections stay open and nothing answers; it goes on as if no time had passed. */
  public static Fault pause(String target) {
    return process("pause", target, ProcessAction.PAUSE, ProcessAction.RESUME);
  }

  /** A node dies together with its disk; the end starts it with an empty one. */
  public static Fault wipe(String node) {
    return process("wipe", node, ProcessAction.KILL, ProcessAction.WIPE);
  }

  /**
   * An old backup: the begin keeps a copy of a node's disk, the end kills the node and starts it on
   * that copy. In between nothing is wrong.
   */
  public static Fault oldDisk(String node) {
    return process("old disk", node, ProcessAction.KEEP, ProcessAction.ROLLBACK);
  }

  /** An instance is replaced: SIGTERM, then a new process, ready before the end. */
  public static Fault redeploy(String instance) {
    return new TwoSteps(
        "redeploy",
        instance,
        surface -> surface.act(ProcessAction.REDEPLOY, instance),
        surface -> {});
  }

  /** A node's memory is full: it reads and deletes, and refuses writes with {@code -OOM}. */
  public static Fault fullMemory(String node) {
    return new TwoSteps(
        "full memory",
        node,
        surface -> surface.tell(node, "CONFIG SET maxmemory 1"),
        surface -> surface.tell(node, "CONFIG SET maxmemory 0"));
  }

  /**
   * A node's clock steps, is wrong for a while, and steps back.
   *
   * @param aheadMs negative if it is behind
   */
  public static Fault wrongClock(String node, long aheadMs) {
    return new TwoSteps(
        "clock " + (aheadMs < 0 ? "behind" : "ahead"),
        node,
        surface -> surface.setClock(node, aheadMs),
        surface -> surface.setClock(node, 0));
  }

  /** Several faults at once, under one name; begun in this order, and ended in it too. */
  public static Fault together(String name, Fault... faults) {
    List<Fault> all = List.of(faults);
    return new TwoSteps(
        name,
        all.stream().map(Fault::target).collect(Collectors.joining(" ")),
        surface -> all.forEach(each -> each.begin(surface)),
        surface -> all.forEach(each -> each.end(surface)));
  }

  private static Fault process(String name, String target, ProcessAction begin, ProcessAction end) {
    return new TwoSteps(
        name, target, surface -> surface.act(begin, target), surface -> surface.act(end, target));
  }

  private static Fault cut(
      String name, String target, Shape shape, boolean refused, String... groups) {
    return onLinks(name, target, zones -> Cut.read(shape, List.of(groups), refused, zones));
  }

  private static Fault toNode(String name, int node, LinkFault fault) {
    return onLinks(name, Topology.node(node), zones -> new Cut(linksTo(node, zones), fault));
  }

  private static Set<Cut.Pair> linksTo(int node, int zones) {
    return IntStream.rangeClosed(1, zones)
        .mapToObj(zone -> new Cut.Pair(zone, node))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Fault onLinks(String name, String target, IntFunction<Cut> cut) {
    return new TwoSteps(
        name,
        target,
        surface -> onEach(cut.apply(surface.topology().nodes()), surface::plant),
        surface -> onEach(cut.apply(surface.topology().nodes()), surface::lift));
  }

  private static void onEach(Cut cut, OnLink act) {
    cut.severed().forEach(pair -> act.act(pair.from(), pair.to(), cut.fault()));
  }
}
