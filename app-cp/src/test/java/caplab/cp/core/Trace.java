package caplab.cp.core;

import caplab.sim.World;
import java.util.TreeMap;

/** What happened in a schedule, line by line, if anybody wants to know. */
final class Trace {

  private final World world;
  private final StringBuilder lines = new StringBuilder();
  private final boolean wanted;

  Trace(World world, boolean wanted) {
    this.world = world;
    this.wanted = wanted;
  }

  /** A node handled a request. */
  void exchanged(int instance, String node, Request request, Reply reply) {
    if (wanted) {
      line(instance + " " + node + " " + request + " -> " + text(reply));
    }
  }

  /** Something happened to somebody. */
  void happened(String what, Object whom) {
    if (wanted) {
      line(what + " " + whom);
    }
  }

  private void line(String text) {
    lines.append(world.now()).append(' ').append(text).append('\n');
  }

  /** The notes in an order that is the same in every process. */
  private static String text(Reply reply) {
    return switch (reply) {
      case Reply.Status(Reply.Standing standing) -> "Status " + text(standing);
      case Reply.Fenced(Reply.Standing standing) -> "Fenced " + text(standing);
      case Reply other -> other.toString();
    };
  }

  private static String text(Reply.Standing standing) {
    return standing.run()
        + " "
        + standing.record()
        + " "
        + standing.notes().served()
        + new TreeMap<>(standing.notes().progress());
  }

  @Override
  public String toString() {
    return lines.toString();
  }
}
