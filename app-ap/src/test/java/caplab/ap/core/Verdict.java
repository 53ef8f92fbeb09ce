package caplab.ap.core;

import java.util.Collection;
import java.util.Map;
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
          LogEntry entry = history.done().get(dot).entry();
          if (entry.key().equals(key)
              && atMs < beforeMs - 2
              && !history.lost(dot)
              && !reflected(found, entry)) {
            history.fails("bound: %s misses %s".formatted(found, entry));
          }
        });
  }

  private boolean reflected(Outcome.Found found, LogEntry entry) {
    return Chronicle.shows(found.state(), entry.id())
        || found.seen().covers(entry.dot())
        || history.superseded(entry, found.seen());
  }

  /**
   * Nothing lives that a write which the nodes asked say they have seen superseded by its context.
   * A copy that it superseded by id alone goes when the write itself arrives; that none is left is
   * judged at the end.
   */
  void ghosts(String key, Outcome.Found found) {
    for (Dot dot : found.state().siblings().keySet()) {
      LogEntry entry = history.done().get(dot).entry();
      if (!history.excused(dot) && history.covered(entry, found)) {
        history.fails("ghost: %s shows %s".formatted(found, entry));
      }
    }
  }

  /** What a session saw is there, or was superseded by something reflected, or died. */
  void session(Outcome.Found found, Collection<LogEntry> witnessed) {
    for (LogEntry entry : witnessed) {
      boolean gone =
          !Chronicle.shows(found.state(), entry.id())
              && entry.value().isPresent()
              && !history.superseded(entry, found.seen());
      if (gone && !history.lost(entry.dot())) {
        history.fails("session: %s misses %s".formatted(found, entry));
      }
      if (entry.value().isEmpty()
          && !found.seen().passed(entry.dot())
          && !history.lost(entry.dot())) {
        history.fails("session: %s misses delete %s".formatted(found, entry));
      }
    }
  }

  /** What a session wrote in the place of what it had been shown stays away (AP-2). */
  void overwritten(Outcome.Found found, Map<String, Dot> gone) {
    gone.forEach((id, by) ->
        found
            .state()
            .dotOf(id)
            .filter(dot -> !history.lost(by) && !history.excused(dot))
            .ifPresent(dot ->
                history.fails("session: %s shows %s, which it overwrote".formatted(found, dot))));
  }

  /** Why not everything serves as if nothing had ever been wrong. */
  Optional<String> unsettled() {
    for (Node node : cluster.nodes.values()) {
      if (!node.up() || node.paused()) {
        return Optional.of(node.name + " does not run");
      }
    }
    for (Instance instance : cluster.instances) {
      Optional<String> wrong =
          instance.alive() && !instance.paused() && !instance.ending()
              ? instance.unsettled()
              : Optional.of("it does not run");
      if (wrong.isPresent()) {
        return wrong.map(what -> "instance %d: %s".formatted(instance.number, what));
      }
    }
    return Optional.empty();
  }

  /** After the quiet time: all ready and equal, nothing acknowledged lost, nothing left behind. */
  Optional<String> atTheEnd() {
    for (Node node : cluster.nodes.values()) {
      if (!node.replica.standing().ready()) {
        return Optional.of("end: " + node.name + " never became ready");
      }
      if (node.replica.standing().marks().size() < cluster.nodes.size() - 1) {
        return Optional.of(
            "end: %s gives no bound at %d: %s, seen %s"
                .formatted(node.name, node.timeUs(), node.replica.standing(), node.replica.seen()));
      }
    }
    InMemoryReplica first = cluster.nodes.firstEntry().getValue().replica;
    for (String key : new String[] {"a", "b"}) {
      KeyState state = first.state(key);
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

  private Optional<String> atTheEnd(String key, KeyState state) {
    for (Chronicle.Written written : history.done().values()) {
      LogEntry entry = written.entry();
      if (!entry.key().equals(key) || entry.value().isEmpty()) {
        continue;
      }
      boolean shown = Chronicle.shows(state, entry.id());
      boolean superseded = history.superseded(entry);
      boolean acknowledged = history.acknowledged().containsKey(entry.dot());
      if (acknowledged && !shown && !history.replaced(entry) && !history.lost(entry.dot())) {
        return Optional.of("end: lost write " + entry);
      }
      if (state.siblings().containsKey(entry.dot())
          && superseded
          && !history.excused(entry.dot())
          && !history.supersededByLost(entry)) {
        return Optional.of("end: ghost " + entry);
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
      Incarnations lives = node.replica.standing().lives();
      if (node.replica.seen().positions().keySet().stream().anyMatch(lives::dead)) {
        return Optional.of("end: dead incarnation left on " + node.replica.seen());
      }
    }
    return Optional.empty();
  }
}
