package caplab.ap.core;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/** What was written where, what was acknowledged when, what died: the facts behind the checks. */
final class Chronicle {

  /**
   * A write as it was done under one dot.
   *
   * @param held what it superseded of what its node held, or as its client said exactly
   * @param names ids of the values that it was to supersede: its node held them, its client named
   *     them, or its session was shown them
   * @param atMs when
   */
  record Written(LogEntry entry, VersionVector held, Set<String> names, double atMs) {}

  private final Cluster cluster;
  private final Map<Dot, Written> done = new HashMap<>();
  private final Map<Dot, Double> acknowledged = new HashMap<>();
  private final Map<VersionVector, Set<String>> shown = new IdentityHashMap<>();
  private final Set<Dot> lost = new HashSet<>();
  private final Set<Dot> excused = new HashSet<>();
  private Optional<String> violation = Optional.empty();

  Chronicle(Cluster cluster) {
    this.cluster = cluster;
  }

  /** Every dot and what it did. */
  Map<Dot, Written> done() {
    return done;
  }

  /** When a dot was acknowledged to its client. */
  Map<Dot, Double> acknowledged() {
    return acknowledged;
  }

  Optional<String> violation() {
    return violation;
  }

  /** Remembers the first thing that went wrong. */
  void fails(String what) {
    if (violation.isEmpty()) {
      violation = Optional.of(Math.round(cluster.world.now()) + " ms: " + what);
    }
  }

  /** A node carried out a write on a key in this state. */
  void executed(Request.Write write, KeyState before, Reply reply) {
    if (reply instanceof Reply.Wrote wrote && !wrote.repeated()) {
      VersionVector context = write.superseded(before);
      SortedSet<String> named = before.ids(context);
      named.addAll(write.named());
      VersionVector held = write.context().orElse(before.context());
      Set<String> names = before.ids(held);
      names.addAll(write.context().isPresent() ? write.named() : listed(write.shown()));
      Dot dot = wrote.dot().orElseThrow();
      LogEntry entry =
          new LogEntry(write.key(), write.value(), write.id(), write.clock(), dot, context, named);
      done.put(dot, new Written(entry, held, names, cluster.world.now()));
    }
  }

  /** Values of these ids were shown to the session that will say this vector, and no other. */
  void shown(VersionVector vector, Set<String> ids) {
    shown.put(vector, Set.copyOf(ids));
  }

  private Set<String> listed(VersionVector said) {
    return shown.getOrDefault(said, Set.of());
  }

  void acknowledged(Dot dot) {
    acknowledged.putIfAbsent(dot, cluster.world.now());
  }

  /** A disk is about to be lost, or replaced by an older one: what only it had is lost. */
  void dies(Node node, InMemoryReplica then) {
    done.forEach((dot, written) -> {
      String key = written.entry().key();
      boolean elsewhere =
          cluster.nodes.values().stream()
              .anyMatch(other -> other != node && other.replica.knows(key, dot));
      if (!then.seen().covers(dot) && !elsewhere) {
        lost.add(dot);
      }
    });
  }

  /**
   * A key is about to be taken from a node: what only it had of that key is lost. Of a tombstone
   * nothing is: the node's record brings it back (AP-6).
   */
  void robbed(Node node, String key) {
    if (node.replica.state(key).empty()) {
      return;
    }
    done.forEach((dot, written) -> {
      boolean elsewhere =
          cluster.nodes.values().stream()
              .filter(other -> other != node)
              .anyMatch(other ->
                  other.replica.knows(key, dot) || other.replica.state(key).context().covers(dot));
      if (written.entry().key().equals(key) && !elsewhere) {
        lost.add(dot);
      }
    });
  }

  /**
   * An attempt acted after its instance had given it up, at a node whose clock was set back: AP-3
   * leaves that open, and what it brings back is not judged.
   */
  void excuses(Dot dot) {
    excused.add(dot);
  }

  boolean excused(Dot dot) {
    return excused.contains(dot);
  }

  boolean lost(Dot dot) {
    return lost.contains(dot);
  }

  /** Whether a living copy of a write is in a state. */
  static boolean shows(KeyState state, String id) {
    return state.dotOf(id).isPresent();
  }

  /** Whether a write that a history reflects superseded this one. */
  boolean superseded(LogEntry entry, VersionVector reflected) {
    return done.values().stream()
        .map(Written::entry)
        .anyMatch(other -> supersedes(other, entry) && reflected.covers(other.dot()));
  }

  /**
   * Whether the context of a write that an answer reflects covers this one. One that died with a
   * disk is reflected only where a repair carried its effect: that a vector has folded its
   * incarnation says nothing. Nor does it if the answer may know the write from a context alone: a
   * client read it at a node that had forgotten what it superseded, as tombstones go (AP-6), and
   * brought that context to a node that the log has not reached.
   */
  boolean covered(LogEntry entry, Outcome.Found found) {
    List<LogEntry> reflected =
        done.values().stream()
            .map(Written::entry)
            .filter(other -> other.key().equals(entry.key()))
            .filter(other -> !other.dot().equals(entry.dot()) && !other.id().equals(entry.id()))
            .filter(other -> reflects(found, other.dot()))
            .toList();
    return reflected.stream()
        .filter(other -> other.context().covers(entry.dot()))
        .anyMatch(other ->
            reflected.stream()
                .filter(brought -> brought.context().covers(other.dot()))
                .allMatch(brought -> brought.context().covers(entry.dot())));
  }

  private boolean reflects(Outcome.Found found, Dot dot) {
    return lost(dot)
        ? found.state().context().at(dot.incarnation()) >= dot.position()
        : found.seen().covers(dot);
  }

  /** Whether any write superseded this one. */
  boolean superseded(LogEntry entry) {
    return done.values().stream().map(Written::entry).anyMatch(o -> supersedes(o, entry));
  }

  /** Whether any write had a right to: its node held this one, or its client had been shown it. */
  boolean replaced(LogEntry entry) {
    return done.values().stream()
        .anyMatch(by ->
            supersedes(by.entry(), entry)
                && (by.held().covers(entry.dot()) || by.names().contains(entry.id())));
  }

  /** Whether one that died with a disk superseded this one. */
  boolean supersededByLost(LogEntry entry) {
    return done.values().stream()
        .map(Written::entry)
        .anyMatch(other -> supersedes(other, entry) && lost(other.dot()));
  }

  private static boolean supersedes(LogEntry one, LogEntry other) {
    return one.key().equals(other.key())
        && !one.dot().equals(other.dot())
        && !one.id().equals(other.id())
        && (one.context().covers(other.dot()) || one.named().contains(other.id()));
  }
}
