package caplab.ap.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
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
public record View(SortedMap<String, String> newest) {

  /** Knows no node. */
  public static final View NONE = new View(Collections.emptySortedMap());

  public View {
    newest = Collections.unmodifiableSortedMap(new TreeMap<>(newest));
  }

  /** A view of these incarnations; of one node the newest counts. */
  public static View of(Collection<String> incarnations) {
    SortedMap<String, String> newest = new TreeMap<>();
    for (String incarnation : incarnations) {
      newest.merge(Stamp.node(incarnation), incarnation, View::newer);
    }
    return new View(newest);
  }

  /** The newest incarnation known of a node. */
  public Optional<String> of(String node) {
    return Optional.ofNullable(newest.get(node));
  }

  /** Whether a newer incarnation of the same node is known. */
  public boolean dead(String incarnation) {
    String known = newest.get(Stamp.node(incarnation));
    return known != null && known.compareTo(incarnation) > 0;
  }

  /** The view that knows what either knows. */
  public View join(View other) {
    SortedMap<String, String> joined = new TreeMap<>(newest);
    other.newest.forEach((node, incarnation) -> joined.merge(node, incarnation, View::newer));
    return new View(joined);
  }

  /** Whether the other knows an incarnation of some node that is newer than what is known here. */
  public boolean learnsFrom(View other) {
    return !join(other).equals(this);
  }

  /**
   * Whether the source holds more of a dead incarnation than the target. Then the link resyncs
   * before it renews the watermark; dead is what either end knows to be.
   */
  public boolean unlevel(History source, History target) {
    return source.entries().anyMatch(end -> dead(end.incarnation()) && !target.covers(end));
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
  public static List<Stamp> level(SortedMap<String, Reply.Greeting> members) {
    View all = members.values().stream().map(Reply.Greeting::view).reduce(NONE, View::join);
    boolean settled =
        members.values().stream()
            .allMatch(
                node -> node.ready() && node.view().equals(all) && !all.dead(node.incarnation()));
    if (!settled) {
      return List.of();
    }
    History union = History.all(members.values().stream().map(Reply.Greeting::seen).toList());
    List<Stamp> level = new ArrayList<>();
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
  public static Optional<View> settled(SortedMap<String, Reply.Greeting> members) {
    View all = members.values().stream().map(Reply.Greeting::view).reduce(NONE, View::join);
    boolean settled =
        members.values().stream()
            .allMatch(node ->
                node.ready()
                    && node.view().equals(all)
                    && node.seen().positions().keySet().stream().noneMatch(all::dead));
    return settled ? Optional.of(all) : Optional.empty();
  }

  /**
   * What every node has seen, once they are {@link #settled}; nothing before. No state read from a
   * node later than now lacks any of it.
   */
  public static History everywhere(SortedMap<String, Reply.Greeting> members) {
    return settled(members).isEmpty()
        ? History.NONE
        : members.values().stream().map(Reply.Greeting::seen).reduce(History::meet).orElseThrow();
  }

  /**
   * How far every other node has applied a log: up to there it can be trimmed. 0 unless all of them
   * were asked.
   *
   * @param others how the other nodes stand
   * @param count how many others there are
   */
  public static long slowest(String incarnation, Collection<Reply.Greeting> others, int count) {
    return others.size() < count
        ? 0
        : others.stream()
            .mapToLong(node -> node.seen().at(incarnation))
            .min()
            .orElse(Long.MAX_VALUE);
  }
}
