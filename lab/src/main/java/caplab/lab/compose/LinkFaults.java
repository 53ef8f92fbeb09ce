package caplab.lab.compose;

import caplab.lab.link.LinkFault;
import caplab.lab.model.Cut;
import caplab.lab.model.Cut.Pair;
import caplab.lab.model.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What is wrong with which links, each from a zone's services to a node. Faults of different kinds
 * add up on one link; one of the same kind, or a new cut after a cut, replaces the other.
 */
record LinkFaults(Map<Pair, List<LinkFault>> byLink) {

  static final LinkFaults NONE = new LinkFaults(Map.of());

  LinkFaults {
    Map<Pair, List<LinkFault>> wrong = new HashMap<>();
    byLink.forEach((link, faults) -> {
      if (!faults.isEmpty()) {
        wrong.put(link, List.copyOf(faults));
      }
    });
    byLink = Map.copyOf(wrong);
  }

  /** Exactly these links are parted; delays and losses stay. */
  LinkFaults cut(Cut cut) {
    LinkFaults mended = changed(byLink.keySet(), faults -> without(faults, LinkFault::cuts));
    return mended.changed(cut.severed(), faults -> with(faults, cut.fault()));
  }

  LinkFaults plant(Pair link, LinkFault fault) {
    return changed(Set.of(link), faults -> with(faults, fault));
  }

  /** Takes exactly this fault away; another of its kind stays. */
  LinkFaults lift(Pair link, LinkFault fault) {
    return changed(Set.of(link), faults -> without(faults, fault::equals));
  }

  LinkFaults heal(Predicate<Pair> meant) {
    return changed(byLink.keySet().stream().filter(meant).toList(), faults -> List.of());
  }

  /** Those of one node's links, by zone. */
  Map<Integer, List<LinkFault>> at(int node) {
    Map<Integer, List<LinkFault>> faults = new TreeMap<>();
    byLink.forEach((link, wrong) -> {
      if (link.to() == node) {
        faults.put(link.from(), wrong);
      }
    });
    return faults;
  }

  /** By {@code zone:node}, for people. */
  Map<String, List<String>> described() {
    Map<String, List<String>> described = new TreeMap<>();
    byLink.forEach((link, wrong) ->
        described.put(
            Topology.zone(link.from()) + ":" + Topology.node(link.to()),
            wrong.stream().map(LinkFault::describe).sorted().toList()));
    return described;
  }

  private LinkFaults changed(Iterable<Pair> links, UnaryOperator<List<LinkFault>> change) {
    Map<Pair, List<LinkFault>> changed = new HashMap<>(byLink);
    links.forEach(link -> changed.put(link, change.apply(byLink.getOrDefault(link, List.of()))));
    return new LinkFaults(changed);
  }

  private static List<LinkFault> with(List<LinkFault> faults, LinkFault fault) {
    List<LinkFault> more =
        without(faults, old -> old.getClass() == fault.getClass() || (old.cuts() && fault.cuts()));
    more.add(fault);
    more.sort(Comparator.comparing(LinkFault::describe));
    return more;
  }

  private static List<LinkFault> without(List<LinkFault> faults, Predicate<LinkFault> gone) {
    List<LinkFault> fewer = new ArrayList<>(faults);
    fewer.removeIf(gone);
    return fewer;
  }
}
