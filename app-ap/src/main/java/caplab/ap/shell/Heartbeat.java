package caplab.ap.shell;

import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.ap.core.StalenessBound.Pulse;
import caplab.protocol.Repeating;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One look at a node for all links that lead to it, whenever its turn comes and after a write: it
 * renews the watermarks that can be, and what else links do follows.
 */
final class Heartbeat {

  /**
   * How a node was found.
   *
   * @param greeting what it said
   * @param asked the number of the look, of all looks of this instance
   * @param heard the number of the look that began last before the answer came
   */
  record Look(Reply.Greeting greeting, long asked, long heard) {}

  private final String node;
  private final ApHealing healing;
  private final List<ReplicationLink> links = new ArrayList<>();
  private final Repeating beats;
  private Optional<Look> last = Optional.empty();
  private Optional<Look> before = Optional.empty();

  Heartbeat(String node, ApHealing healing) {
    this.node = node;
    this.healing = healing;
    beats = new Repeating(healing.loop(), this::beat);
  }

  String node() {
    return node;
  }

  boolean reachable() {
    return healing.reachable(node);
  }

  /** How the node was found last; empty if it was not to be reached since. */
  Optional<Look> last() {
    return last;
  }

  /** How it was found the last time that was over before another node's look began. */
  Optional<Look> lastBefore(Look other) {
    return last.filter(look -> look.heard() < other.asked())
        .or(() -> before.filter(look -> look.heard() < other.asked()));
  }

  /** A link that hears of each beat. */
  void add(ReplicationLink link) {
    links.add(link);
  }

  /** Beats now; if a beat is going on, once more after it. */
  void nudge() {
    beats.nudge();
  }

  void stop() {
    beats.stop();
  }

  private void beat(Repeating.Turn turn) {
    if (!reachable()) {
      forget();
      links.forEach(ReplicationLink::silent);
      turn.awaitNudge();
      return;
    }
    long number = healing.nextLook();
    long askedMs = healing.loop().nowMs();
    healing.ask(
        node,
        request(),
        turn.then(result -> {
          turn.awaitNudge();
          heard(result, number, askedMs);
        }));
  }

  private Request request() {
    List<Request.Level> levels =
        healing.renews()
            ? links.stream().flatMap(link -> link.level().stream()).toList()
            : List.of();
    return levels.isEmpty()
        ? new Request.Status()
        : new Request.Renew(last.orElseThrow().greeting().incarnation(), healing.renewer(), levels);
  }

  private void heard(SingleRequest.Result result, long number, long askedMs) {
    switch (result) {
      case SingleRequest.Answered(Reply.Greeting greeting) -> {
        Pulse pulse = new Pulse(greeting.timeUs(), askedMs, healing.loop().nowMs());
        before = last;
        last = Optional.of(new Look(greeting, number, healing.looks()));
        healing.memory().learn(greeting.lives());
        healing.memory().hear(node, greeting.incarnation(), greeting.epoch(), pulse);
        healing.sightings().saw(node, greeting);
        links.forEach(link -> link.greeted(greeting, pulse));
      }
      case SingleRequest.Answered(Reply.Misplaced(String holder)) -> {
        forget();
        healing.misplaced(node, holder);
      }
      case SingleRequest.Answered other -> forget();
      case SingleRequest.Unanswered none -> healing.unanswered(node);
    }
  }

  private void forget() {
    last = Optional.empty();
    before = Optional.empty();
  }
}
