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

  Optional<String> fault(Scene<Replica> scene) {
    List<Change> done = scene.nodes().stream().flatMap(node -> log(node).stream()).toList();
    return sessions(scene, done).or(() -> atTheEnd(scene, done));
  }

  private List<Change> log(Replica node) {
    Request.Log all = new Request.Log(node.fence().incarnation(), 0, 100);
    return ((Reply.Entries) node.on(all, node.fence().run(), timeUs)).changes();
  }

  private Optional<String> sessions(Scene<Replica> scene, List<Change> done) {
    for (int i = 0; i < owners.size(); i++) {
      Optional<Object> told = scene.operations().get(i).outcome();
      if (told.isPresent()
          && told.get() instanceof Outcome.Found found
          && found.session() != Outcome.Session.BEHIND) {
        for (Change change : witnessed(scene, done, i)) {
          if (!reflected(found, change, done)) {
            return Optional.of("session: " + found.state() + " misses " + change);
          }
        }
        for (Change change : gone(scene, done, i)) {
          if (shows(found.state(), change)) {
            return Optional.of("session: " + found.state() + " brings back " + change);
          }
        }
      }
    }
    return Optional.empty();
  }

  /** What the session had written or been shown before this operation. */
  private List<Change> witnessed(Scene<Replica> scene, List<Change> done, int operation) {
    List<Change> witnessed = new ArrayList<>();
    for (int i = 0; i < operation; i++) {
      Optional<Object> told = scene.operations().get(i).outcome();
      if (owners.get(i).equals(owners.get(operation)) && told.isPresent()) {
        for (Change change : done) {
          if (witnesses(told.get(), change)) {
            witnessed.add(change);
          }
        }
      }
    }
    return witnessed;
  }

  /** What the session had been shown to be superseded: seen there, and not shown. */
  private List<Change> gone(Scene<Replica> scene, List<Change> done, int operation) {
    List<Change> gone = new ArrayList<>();
    for (int i = 0; i < operation; i++) {
      Object told = scene.operations().get(i).outcome().orElse("nothing");
      if (owners.get(i).equals(owners.get(operation))
          && told instanceof Outcome.Found found
          && found.session() != Outcome.Session.BEHIND) {
        done.stream()
            .filter(change -> found.seen().covers(change.dot()) && !shows(found.state(), change))
            .forEach(gone::add);
      }
    }
    return gone;
  }

  private static boolean witnesses(Object told, Change change) {
    return switch (told) {
      case Outcome.Written written -> written.reply().dot().equals(Optional.of(change.dot()));
      case Outcome.Found found ->
          found.session() != Outcome.Session.BEHIND
              && (found.state().siblings().containsKey(change.dot())
                  || change.value().isEmpty() && found.state().context().covers(change.dot()));
      case Object other -> false;
    };
  }

  private static boolean reflected(Outcome.Found found, Change change, List<Change> done) {
    return change.value().isEmpty()
        ? found.seen().covers(change.dot())
        : shows(found.state(), change)
            || done.stream()
                .anyMatch(
                    other -> found.seen().covers(other.dot()) && supersedes(other, change, done));
  }

  /** Values are unique, so copies of one write are told by them, whatever their ids. */
  private static boolean shows(State state, Change change) {
    return state.values().stream().anyMatch(it -> change.value().equals(Optional.of(it.value())));
  }

  /** Whether the context of one write covers a copy of another. */
  private static boolean supersedes(Change one, Change other, List<Change> done) {
    return !one.value().equals(other.value())
        && done.stream()
            .filter(copy -> copy.value().equals(other.value()))
            .anyMatch(copy -> one.context().covers(copy.dot()));
  }

  /** Every link's work done on copies: all nodes equal, nothing lost, nothing back. */
  private Optional<String> atTheEnd(Scene<Replica> scene, List<Change> done) {
    Table table = new Table(rules);
    for (Replica node : scene.nodes()) {
      table.take(node);
    }
    table.shipAll();
    SortedMap<String, State> states = new TreeMap<>();
    table.nodes.forEach((name, node) -> states.put(name, node.state(ApWorld.KEY)));
    State first = states.get(states.firstKey());
    for (State other : states.values()) {
      if (!other.siblings().equals(first.siblings())) {
        return Optional.of("diverged: " + states);
      }
    }
    for (Change change : done) {
      boolean superseded = done.stream().anyMatch(other -> supersedes(other, change, done));
      if (change.value().isPresent() && superseded == shows(first, change)) {
        return Optional.of((superseded ? "ghost: " : "lost: ") + change);
      }
    }
    return Optional.empty();
  }
}
