package caplab.ap.core;

import caplab.sim.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Judges one state of a small world: what sessions were told, and what would be left if every link
 * did its work from here.
 *
 * @param owners the client of each operation, by number
 */
record Judge(Rules rules, List<Integer> owners, long timeUs) {

  Optional<String> fault(Scene<InMemoryReplica> scene) {
    List<LogEntry> done = scene.nodes().stream().flatMap(node -> log(node).stream()).toList();
    return sessions(scene, done).or(() -> atTheEnd(scene, done));
  }

  private List<LogEntry> log(InMemoryReplica node) {
    Request.Log all = new Request.Log(node.standing().incarnation(), VersionVector.NONE, 100);
    return ((Reply.Entries) node.on(all, node.standing().run(), timeUs)).changes();
  }

  private Optional<String> sessions(Scene<InMemoryReplica> scene, List<LogEntry> done) {
    for (int i = 0; i < owners.size(); i++) {
      Optional<Object> told = scene.operations().get(i).outcome();
      if (told.isPresent()
          && told.get() instanceof Outcome.Found found
          && found.session() != Outcome.Session.BEHIND) {
        for (LogEntry entry : witnessed(scene, done, i)) {
          if (!reflected(found, entry, done)) {
            return Optional.of("session: " + found.state() + " misses " + entry);
          }
        }
        for (LogEntry entry : gone(scene, done, i)) {
          if (shows(found.state(), entry)) {
            return Optional.of("session: " + found.state() + " brings back " + entry);
          }
        }
      }
    }
    return Optional.empty();
  }

  /** What the session had written or been shown before this operation. */
  private List<LogEntry> witnessed(
      Scene<InMemoryReplica> scene, List<LogEntry> done, int operation) {
    List<LogEntry> witnessed = new ArrayList<>();
    for (int i = 0; i < operation; i++) {
      Optional<Object> told = scene.operations().get(i).outcome();
      if (owners.get(i).equals(owners.get(operation)) && told.isPresent()) {
        for (LogEntry entry : done) {
          if (witnesses(told.get(), entry)) {
            witnessed.add(entry);
          }
        }
      }
    }
    return witnessed;
  }

  /** What the session had been shown to be superseded: seen there, and not shown. */
  private List<LogEntry> gone(Scene<InMemoryReplica> scene, List<LogEntry> done, int operation) {
    List<LogEntry> gone = new ArrayList<>();
    for (int i = 0; i < operation; i++) {
      Object told = scene.operations().get(i).outcome().orElse("nothing");
      if (owners.get(i).equals(owners.get(operation))
          && told instanceof Outcome.Found found
          && found.session() != Outcome.Session.BEHIND) {
        done.stream()
            .filter(entry -> found.seen().covers(entry.dot()) && !shows(found.state(), entry))
            .forEach(gone::add);
      }
    }
    return gone;
  }

  private static boolean witnesses(Object told, LogEntry entry) {
    return switch (told) {
      case Outcome.Written written -> written.reply().dot().equals(Optional.of(entry.dot()));
      case Outcome.Found found ->
          found.session() != Outcome.Session.BEHIND
              && (found.state().siblings().containsKey(entry.dot())
                  || entry.value().isEmpty() && found.state().context().covers(entry.dot()));
      case Object other -> false;
    };
  }

  private static boolean reflected(Outcome.Found found, LogEntry entry, List<LogEntry> done) {
    return entry.value().isEmpty()
        ? found.seen().covers(entry.dot())
        : shows(found.state(), entry)
            || done.stream()
                .anyMatch(
                    other -> found.seen().covers(other.dot()) && supersedes(other, entry, done));
  }

  /** Values are unique, so copies of one write are told by them, whatever their ids. */
  private static boolean shows(KeyState state, LogEntry entry) {
    return state.values().stream().anyMatch(it -> entry.value().equals(Optional.of(it.value())));
  }

  /** Whether the context of one write covers a copy of another. */
  private static boolean supersedes(LogEntry one, LogEntry other, List<LogEntry> done) {
    return !one.value().equals(other.value())
        && done.stream()
            .filter(copy -> copy.value().equals(other.value()))
            .anyMatch(copy -> one.context().covers(copy.dot()));
  }

  /** Every link's work done on copies: all nodes equal, nothing lost, nothing back. */
  private Optional<String> atTheEnd(Scene<InMemoryReplica> scene, List<LogEntry> done) {
    Table table = new Table(rules);
    for (InMemoryReplica node : scene.nodes()) {
      table.take(node);
    }
    table.shipAll();
    SortedMap<String, KeyState> states = new TreeMap<>();
    table.nodes.forEach((name, node) -> states.put(name, node.state(ApWorld.KEY)));
    KeyState first = states.get(states.firstKey());
    for (KeyState other : states.values()) {
      if (!other.siblings().equals(first.siblings())) {
        return Optional.of("diverged: " + states);
      }
    }
    for (LogEntry entry : done) {
      boolean superseded = done.stream().anyMatch(other -> supersedes(other, entry, done));
      if (entry.value().isPresent() && superseded == shows(first, entry)) {
        return Optional.of((superseded ? "ghost: " : "lost: ") + entry);
      }
    }
    return Optional.empty();
  }
}
