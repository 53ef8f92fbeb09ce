package caplab.ap.shell;

import caplab.protocol.EventLoop;
import caplab.protocol.Repeating;
import java.util.HexFormat;
import java.util.List;

/**
 * When each node is greeted: in turn, so that between two greetings of one all others are greeted
 * once, which is what a watermark is made of (AP-7). One of several instances does so at full pace
 * and renews the watermarks. The others stand by: they look now and then, and go on in its place as
 * soon as they find a watermark late. Nobody is kept from renewing: that two do costs requests
 * only. Of these the one of the lower name goes on, unless nobody else renews some node.
 */
final class Pacemaker {

  /** From one greeting of a node to the next, while this instance renews. */
  static final long EVERY_MS = 70;

  /**
   * And while it stands by: any node tells whether somebody renews, so one of three is looked at
   * every 250 ms.
   */
  private static final long STAND_BY_MS = 750;

  /** Past the age that watermarks have in health, two rounds, by what a busy machine takes. */
  static final long LATE_US = (2 * EVERY_MS + 30) * 1_000;

  /** Who found a watermark late does not leave it to another so soon again. */
  private static final long INSISTS_MS = 5_000;

  private final EventLoop loop;
  private final List<Heartbeat> heartbeats;
  private final Repeating rounds;
  private final String name;
  private boolean active;
  private long insistsUntilMs;
  private int next;

  /**
   * @param heartbeats of all nodes, in the order of a round
   */
  Pacemaker(EventLoop loop, List<Heartbeat> heartbeats) {
    this.loop = loop;
    this.heartbeats = heartbeats;
    this.name = HexFormat.of().toHexDigits(loop.random().nextLong());
    rounds = new Repeating(loop, this::beat);
  }

  /** What this instance is called among those that renew; drawn at random for its life. */
  String name() {
    return name;
  }

  /** Whether it renews watermarks, or stands by. */
  boolean active() {
    return active;
  }

  /** Greets every node, then one after the other. */
  void start() {
    heartbeats.forEach(Heartbeat::nudge);
    rounds.nudge();
  }

  void stop() {
    rounds.stop();
  }

  /** A watermark that this instance could renew is late: whoever did so is gone. */
  void late() {
    if (!active) {
      active = true;
      insistsUntilMs = loop.nowMs() + INSISTS_MS;
      rounds.nudge();
    }
  }

  private void beat(Repeating.Turn turn) {
    if (active && loop.nowMs() >= insistsUntilMs && othersDo()) {
      active = false;
    }
    heartbeats.get(next).nudge();
    next = (next + 1) % heartbeats.size();
    turn.rest((double) (active ? EVERY_MS : STAND_BY_MS) / heartbeats.size());
  }

  private boolean othersDo() {
    return heartbeats.stream()
        .filter(Heartbeat::reachable)
        .allMatch(heartbeat ->
            heartbeat
                .last()
                .filter(last -> !last.greeting().renewer().isEmpty())
                .filter(last -> last.greeting().renewer().compareTo(name) < 0)
                .isPresent());
  }
}
