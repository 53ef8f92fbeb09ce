package caplab.lab.model;

import caplab.lab.link.LinkFault;
import caplab.lab.link.Refusal;
import caplab.lab.link.RepliesLost;
import caplab.lab.link.RequestsLost;
import caplab.lab.link.Silence;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which zones can no longer reach which nodes, and how that looks to them.
 *
 * @param severed pairs of zone numbers, from 1: services of the first, node of the second
 */
public record Cut(Set<Pair> severed, LinkFault fault) {

  /** Services of zone {@code from} ask the node of zone {@code to}. */
  public record Pair(int from, int to) {}

  /** The ways to name a cut on the command line. */
  public enum Shape {
    GROUPS,
    ONE_WAY,
    REPLIES,
    BRIDGE,
    RING;

    /** {@code one-way}. */
    String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * Reads a cut.
   *
   * @param groups zones, commas within a group; for {@code ONE_WAY} and {@code REPLIES} two groups,
   *     for {@code BRIDGE} the one zone that keeps everything, for {@code RING} none
   * @param refused whether the parted are refused instead of hearing nothing
   * @param zones how many there are
   * @throws UserError on names that do not exist or occur twice
   */
  public static Cut read(Shape shape, List<String> groups, boolean refused, int zones) {
    List<Set<Integer>> parts = parse(groups, zones);
    Set<Pair> severed =
        switch (shape) {
          case GROUPS -> between(withRest(atLeastOne(parts), zones));
          case ONE_WAY, REPLIES -> toward(parts);
          case BRIDGE -> between(halvesBeside(parts, zones));
          case RING -> ring(parts, zones);
        };
    return new Cut(severed, fault(shape, refused));
  }

  /** What a cut of this shape does to a link. */
  static LinkFault fault(Shape shape, boolean refused) {
    return switch (shape) {
      case GROUPS, BRIDGE, RING -> refused ? new Refusal() : new Silence();
      case ONE_WAY -> new RequestsLost();
      case REPLIES -> new RepliesLost();
    };
  }

  private static List<Set<Integer>> parse(List<String> groups, int zones) {
    Set<Integer> seen = new HashSet<>();
    List<Set<Integer>> parts = new ArrayList<>();
    for (String group : groups) {
      Set<Integer> part = new LinkedHashSet<>();
      for (String name : group.split(",", -1)) {
        int zone = number(name.strip(), zones);
        if (!seen.add(zone)) {
          throw UserError.usage("zone " + name.strip() + " is named twice");
        }
        part.add(zone);
      }
      parts.add(part);
    }
    return parts;
  }

  static int number(String name, int zones) {
    for (int zone = 1; zone <= zones; zone++) {
      if (name.equals(Topology.zone(zone))) {
        return zone;
      }
    }
    throw UserError.usage("no zone is called '" + name + "': there are g1 to g" + zones);
  }

  private static List<Set<Integer>> atLeastOne(List<Set<Integer>> parts) {
    if (parts.isEmpty()) {
      throw UserError.usage("cut needs zones, for example: cut g1, or: cut g1 g2,g3");
    }
    return parts;
  }

  private static List<Set<Integer>> withRest(List<Set<Integer>> parts, int zones) {
    Set<Integer> rest = new LinkedHashSet<>();
    for (int zone = 1; zone <= zones; zone++) {
      int each = zone;
      if (parts.stream().noneMatch(part -> part.contains(each))) {
        rest.add(zone);
      }
    }
    List<Set<Integer>> all = new ArrayList<>(parts);
    all.add(rest);
    return all;
  }

  /** The bridge sees all; the others, in order, fall into two halves. */
  private static List<Set<Integer>> halvesBeside(List<Set<Integer>> parts, int zones) {
    if (parts.size() != 1 || parts.getFirst().size() != 1 || zones < 3) {
      throw UserError.usage("--bridge takes the one zone that sees all, of three or more");
    }
    List<Integer> others = new ArrayList<>(withRest(parts, zones).getLast());
    int half = others.size() / 2;
    return List.of(
        new LinkedHashSet<>(others.subList(0, half)),
        new LinkedHashSet<>(others.subList(half, others.size())));
  }

  private static Set<Pair> between(List<Set<Integer>> parts) {
    Set<Pair> pairs = new LinkedHashSet<>();
    for (Set<Integer> part : parts) {
      for (Set<Integer> other : parts) {
        if (part != other) {
          part.forEach(from -> other.forEach(to -> pairs.add(new Pair(from, to))));
        }
      }
    }
    return pairs;
  }

  private static Set<Pair> toward(List<Set<Integer>> parts) {
    if (parts.size() != 2) {
      throw UserError.usage("--one-way and --replies take two groups: who asks, and who is asked");
    }
    Set<Pair> pairs = new LinkedHashSet<>();
    parts.get(0).forEach(from -> parts.get(1).forEach(to -> pairs.add(new Pair(from, to))));
    return pairs;
  }

  /** Each zone reaches a majority that begins with itself; no two reach the same one. */
  private static Set<Pair> ring(List<Set<Integer>> parts, int zones) {
    if (!parts.isEmpty() || zones < 3) {
      throw UserError.usage("--ring takes no zones and needs three or more");
    }
    int majority = zones / 2 + 1;
    Set<Pair> pairs = new LinkedHashSet<>();
    for (int from = 1; from <= zones; from++) {
      for (int step = majority; step < zones; step++) {
        pairs.add(new Pair(from, (from - 1 + step) % zones + 1));
      }
    }
    return pairs;
  }
}
