package caplab.lab.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How many nodes and zones there are, and what everything is called. Zone {@code gK} is the node
 * {@code db_gK} with the service instances beside it; nodes past the last zone have none.
 */
public record Topology(int nodes, int zones) {

  public static final int NODES_MAX = 7;

  /** The two services, by the word that names them and their place within a zone's ten ports. */
  public enum Kind {
    CP("app_cp", 1),
    AP("app_ap", 2);

    final String word;
    public final int place;

    Kind(String word, int place) {
      this.word = word;
      this.place = place;
    }

    /** {@code cp} or {@code ap}. */
    public String mode() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One service instance: its kind and the number of its zone, from 1. */
  public record Instance(Kind kind, int zone) {

    /** {@code app_cp} in zone g1, {@code app_cp_g2} in zone g2. */
    public String name() {
      return zone == 1 ? kind.word : kind.word + "_g" + zone;
    }

    /** The one of this name; empty of another's. */
    public static Optional<Instance> named(String name) {
      return new Topology(NODES_MAX, NODES_MAX)
          .instances().stream().filter(each -> each.name().equals(name)).findFirst();
    }
  }

  public Topology {
    if (nodes < 1 || nodes > NODES_MAX) {
      throw UserError.usage("--nodes takes 1 to " + NODES_MAX + ", not " + nodes);
    }
    if (zones < 1 || zones > nodes) {
      throw UserError.usage("--zones takes 1 to the number of nodes (" + nodes + "), not " + zones);
    }
  }

  /** {@code db_g1}, {@code db_g2}, … */
  public List<String> nodeNames() {
    return IntStream.rangeClosed(1, nodes).mapToObj(Topology::node).toList();
  }

  /** {@code g1}, {@code g2}, … one for each node, whether or not services live beside it. */
  public List<String> zoneNames() {
    return IntStream.rangeClosed(1, nodes).mapToObj(Topology::zone).toList();
  }

  public List<Instance> instances() {
    return IntStream.rangeClosed(1, zones)
        .boxed()
        .flatMap(zone -> Stream.of(Kind.values()).map(kind -> new Instance(kind, zone)))
        .toList();
  }

  public static String node(int number) {
    return "db_g" + number;
  }

  public static String zone(int number) {
    return "g" + number;
  }
}
