package caplab.ap.core;

import java.util.Collection;
import java.util.Optional;

/** The promises, put to what happened. */
final class Verdict {

  private final Cluster cluster;
  private final Chronicle history;

  Verdict(Cluster cluster) {
    this.cluster = cluster;
    this.history = cluster.history;
  }

  /** Every write acknowledged before a moment is reflected. */
  void bound(String key, Outcome.Found found, double beforeMs) {
    history
        .acknowledged()
        .forEach((dot, atMs) -> {
          Change change = history.done().get(dot).change();
          if (change.key().equals(key)
              && atMs < beforeMs - 2
              && !history.lost(dot)
              && !reflected(found, change)) {
            history.fails("bound: %s misses %s".formatted(found, change));
          }
        });
  }

  private boolean reflected(Outcome.Found found, Change change) {
    return Chronicle.shows(found.state(), change.id())
        || found.seen().covers(change.dot())
        || history.superseded(change, found.seen());
  }

  /**
   * Nothing lives that a write which the nodes asked say they have seen superseded by its context.
   * A copy that it superseded by id alone goes when the write itself arrives; that none is left is
   * judged at the end.
   */
  void ghosts(String key, Outcome.Found found) {
    for (Stamp dot : found.state().siblings().keySet()) {
      Change change = history.done().get(dot).change();
      if (history.covered(change, found)) {
        history.fails("ghost: %s shows %s".formatted(found, change));
      }
    }
  }

  /** What a session saw is there, or was superseded by something reflected, or died. */
  void session(Outcome.Found found, Collection<Change> witnessed) {
    for (Change change : witnessed) {
      boolean gone =
          !Chronicle.shows(found.state(), change.id())
              && change.value().isPresent()
              && !history.superseded(change, found.seen());
      if (gone && !history.lost(change.dot())) {
        history.fails("session: %s misses %s".formatted(found, change));
      }
      if (change.value().isEmpty()
          && !found.seen().passed(change.dot())
          && !history.lost(change.dot())) {
        history.fails("session: %s misses delete %s".formatted(found, change));
      }
    }
  }

  /** After the quiet time: all ready and equal, nothing acknowledged lost, nothing left behind. */
  Optional<String> atTheEnd() {
    for (Node node : cluster.nodes.values()) {
      if (!node.replica.fence().ready()) {
        return Optional.of("end: " + node.name + " never became ready");
      }
      if (node.replica.fence().marks().size() < cluster.nodes.size() - 1) {
        return Optional.of(
            "end: %s gives no bound at %d: %s, seen %s"
                .formatted(node.name, node.timeUs(), node.replica.fence(), node.replica.seen()));
      }
    }
    Replica first = cluster.nodes.firstEntry().getValue().replica;
    for (String key : new String[] {"a", "b"}) {
      State state = first.state(key);
      for (Node node : cluster.nodes.values()) {
        if (!node.replica.state(key).siblings().equals(state.siblings())) {
          return Optional.of("end: diverged: %s %s".formatted(state, node.replica.state(key)));
        }
      }
      Optional<String> wrong = atTheEnd(key, state);
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return leftBehind();
  }

  private Optional<String> atTheEnd(String key, State state) {
    for (Chronicle.Written written : history.done().values()) {
      Change change = written.change();
      if (!change.key().equals(key) || change.value().isEmpty()) {
        continue;
      }
      boolean shown = Chronicle.shows(state, change.id());
      boolean superseded = history.superseded(change);
      boolean acknowledged = history.acknowledged().containsKey(change.dot());
      if (acknowledged && !shown && !superseded && !history.lost(change.dot())) {
        return Optional.of("end: lost write " + change);
      }
      if (state.siblings().containsKey(change.dot())
          && superseded
          && !history.supersededByLost(change)) {
        return Optional.of("end: ghost " + change);
      }
    }
    return Optional.empty();
  }

  private Optional<String> leftBehind() {
    for (Node node : cluster.nodes.values()) {
      for (String key : node.replica.keys()) {
        if (node.replica.state(key).empty()) {
          return Optional.of(
              "end: tombstone left on %s: %s, seen %s"
                  .formatted(node.name, node.replica.state(key), node.replica.seen()));
        }
      }
      View view = node.replica.fence().view();
      if (node.replica.seen().positions().keySet().stream().anyMatch(view::dead)) {
        return Optional.of("end: dead incarnation left on " + node.replica.seen());
      }
    }
    return Optional.empty();
  }
}
