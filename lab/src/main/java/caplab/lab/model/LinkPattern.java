package caplab.lab.model;

import java.util.List;

/**
 * Links from one zone to one node as people name them, {@code g1:db_g2}; {@code *} stands for all
 * of either.
 */
public record LinkPattern(String zone, String node) {

  private static final String ALL = "*";

  /**
   * Reads a place.
   *
   * @throws UserError on names that do not exist
   */
  public static LinkPattern read(String text, Topology topology) {
    String[] ends = text.split(":", -1);
    if (ends.length != 2) {
      throw UserError.usage("a link is zone:node, for example g1:db_g2 or '*:db_g2', not " + text);
    }
    checkKnown(ends[0], topology.zoneNames());
    checkKnown(ends[1], topology.nodeNames());
    return new LinkPattern(ends[0], ends[1]);
  }

  /** Whether the link from this zone's services to this node is meant, both numbered from 1. */
  public boolean covers(int fromZone, int toNode) {
    return matches(zone, Topology.zone(fromZone)) && matches(node, Topology.node(toNode));
  }

  private static boolean matches(String pattern, String name) {
    return pattern.equals(ALL) || pattern.equals(name);
  }

  private static void checkKnown(String name, List<String> known) {
    if (!name.equals(ALL) && !known.contains(name)) {
      throw UserError.usage("nothing is called '" + name + "': there are " + known);
    }
  }
}
