package caplab.ap.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a node knows of the others' lives: the newest incarnation of each node. An older one is
 * dead.
 *
 * @param newest newest known incarnation by node name
 */
public record Incarnations(SortedMap<String, String> newest) {

  /** Knows no node. */
  public static final Incarnations NONE = new Incarnations(Collections.emptySortedMap());

  public Incarnations {
    newest = Collections.unmodifiableSortedMap(new TreeMap<>(newest));
  }

  /** Of these incarnations; of one node the newest counts. */
  public static Incarnations of(Collection<String> incarnations) {
    SortedMap<String, String> newest = new TreeMap<>();
    for (String incarnation : incarnations) {
      newest.merge(Dot.node(incarnation), incarnation, Incarnations::newer);
    }
    return new Incarnations(newest);
  }

  /** The newest incarnation known of a node. */
  public Optional<String> of(String node) {
    return Optional.ofNullable(newest.get(node));
  }

  /** Whether a newer incarnation of the same node is known. */
  public boolean dead(String incarnation) {
    if (newest.containsValue(incarnation)) {
      return false;
    }
    String known = newest.get(Dot.node(incarnation));
    return known != null && known.compareTo(incarnation) > 0;
  }

  /** What either knows. */
  public Incarnations join(Incarnations other) {
    if (!learnsFrom(other)) {
      return this;
    }
    SortedMap<String, String> joined = new TreeMap<>(newest);
    other.newest.forEach(
        (node, incarnation) -> joined.merge(node, incarnation, Incarnations::newer));
    return new Incarnations(joined);
  }

  /** Whether the other knows an incarnation of some node that is newer than what is known here. */
  public boolean learnsFrom(Incarnations other) {
    for (Map.Entry<String, String> theirs : other.newest.entrySet()) {
      String known = newest.get(theirs.getKey());
      if (known == null || known.compareTo(theirs.getValue()) < 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the source holds more of a dead incarnation than the target. Then the link resyncs
   * before it renews the watermark (AP-8); dead is what either end knows to be.
   */
  public boolean unlevel(VersionVector source, VersionVector target) {
    return source.anyEntry(end -> dead(end.incarnation()) && !target.covers(end));
  }

  private static String newer(String one, String other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /**
   * The dead incarnations that are level on every node, oldest first per node, with their ends:
   * they can be folded. None unless every member was asked, is resynced and knows of the same
   * lives.
   *
   * @param members how every node stands, by name; all of them
   */
  public static List<Dot> level(SortedMap<String, Reply.Greeting> members) {
    Incarnations all =
        members.values().stream().map(Reply.Greeting::lives).reduce(NONE, Incarnations::join);
    if (!agreed(members, all)) {
      return List.of();
    }
    VersionVector union =
        VersionVector.all(members.values().stream().map(Reply.Greeting::seen).toList());
    List<Dot> level = new ArrayList<>();
    SortedSet<String> stuck = new TreeSet<>();
    union
        .entries()
        .sorted()
        .filter(end -> all.dead(end.incarnation()) && !stuck.contains(end.node()))
        .forEach(end -> {
          if (members.values().stream().allMatch(node -> node.seen().covers(end))) {
            level.add(end);
          } else {
            stuck.add(end.node());
          }
        });
    return level;
  }

  /**
   * The lives that all nodes agree on, once nothing of a dead one is left to be levelled: every
   * member was asked, is resynced, and keeps dead incarnations as floors only. What a client saw of
   * a dead one and no node knows then died with its disk.
   */
  public static Optional<Incarnations> settled(SortedMap<String, Reply.Greeting> members) {
    Incarnations all =
        members.values().stream().map(Reply.Greeting::lives).reduce(NONE, Incarnations::join);
    boolean settled =
        agreed(members, all)
            && members.values().stream()
                .allMatch(node -> node.seen().positions().keySet().stream().noneMatch(all::dead));
    return settled ? Optional.of(all) : Optional.empty();
  }

  /**
   * Whether all are resynced, live and know of the same lives, and each has begun to see the log of
   * every other: what a robbed node kept reaches the others with the beginning of its log (AP-6).
   */
  private static boolean agreed(SortedMap<String, Reply.Greeting> members, Incarnations all) {
    return members.values().stream()
        .allMatch(node ->
            node.ready()
                && node.lives().equals(all)
                && !all.dead(node.incarnation())
                && (node.seen().at(node.incarnation()) == 0
                    || members.values().stream()
                        .allMatch(other -> other.seen().at(node.incarnation()) > 0)));
  }

  /**
   * What every node has seen, once they are {@link #settled}; nothing before. No state read from a
   * node later than now lacks any of it.
   */
  public static VersionVector everywhere(SortedMap<String, Reply.Greeting> members) {
    return settled(members).isEmpty()
        ? VersionVector.NONE
        : members.values().stream()
            .map(Reply.Greeting::seen)
            .reduce(VersionVector::meet)
            .orElseThrow();
  }
}
