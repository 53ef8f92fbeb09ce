package caplab.ap.shell;

import caplab.ap.core.Reply;
import caplab.ap.core.Request;
import caplab.ap.core.StalenessBound.Pulse;
import caplab.protocol.Repeating;
import java.util.ArrayList;
import java.util.List;

/** One look at a node for all links that lead to it, again and again: what they ship follows. */
final class Heartbeat {

  /** From the end of one beat to the next. */
  static final long EVERY_MS = 80;

  private static final long BACK_OFF_MS = 200;

  private final String node;
  private final ApHealing healing;
  private final List<ReplicationLink> links = new ArrayList<>();
  private final Repeating beats;

  Heartbeat(String node, ApHealing healing) {
    this.node = node;
    this.healing = healing;
    beats = new Repeating(healing.loop(), this::beat);
  }

  String node() {
    return node;
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
    if (!healing.reachable(node)) {
      links.forEach(ReplicationLink::silent);
      turn.rest(EVERY_MS);
      return;
    }
    long askedMs = healing.loop().nowMs();
    healing.ask(
        node,
        new Request.Status(),
        turn.then(result -> {
          if (result instanceof SingleRequest.Answered(Reply.Greeting greeting)) {
            healing.sightings().saw(node, greeting);
            Pulse pulse = new Pulse(greeting.timeUs(), askedMs, healing.loop().nowMs());
            links.forEach(link -> link.greeted(greeting, pulse));
            turn.rest(EVERY_MS);
          } else {
            turn.rest(BACK_OFF_MS);
          }
        }));
  }
}
