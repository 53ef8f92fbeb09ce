package caplab.lab.cluster;

import caplab.lab.link.Delay;
import caplab.lab.link.Loss;
import java.util.List;
import java.util.Objects;

/**
 * What a command asks of the running cluster, as it travels to the console.
 *
 * @param verb {@code cut}, {@code heal}, {@code slow}, {@code lose}, {@code status}, or an {@link
 *     Cluster.Action} in lower case
 * @param words the groups of a cut, or the links ({@code g1:db_g2}) of one; the links that a heal
 *     ends, none for all; the one target of anything else
 * @param shape of a cut
 * @param refused whether a cut refuses instead of being silent
 * @param amount milliseconds of {@code slow}, share of {@code lose}
 */
public record Order(
    String verb, List<String> words, Cut.Shape shape, boolean refused, double amount) {

  /** What is left out of an order counts as none of it. */
  public Order {
    verb = Objects.requireNonNullElse(verb, "");
    words = words == null ? List.of() : List.copyOf(words);
    shape = Objects.requireNonNullElse(shape, Cut.Shape.GROUPS);
  }

  /** An order that needs nothing but words. */
  public static Order of(String verb, String... words) {
    return new Order(verb, List.of(words), Cut.Shape.GROUPS, false, 0);
  }

  public static Order cut(Cut.Shape shape, List<String> groups, boolean refused) {
    return new Order("cut", groups, shape, refused, 0);
  }

  /** Carries it out. Whatever it was, the answer is the state afterwards. */
  public Status on(Cluster cluster) {
    switch (verb) {
      case "status" -> {}
      case "heal" -> heal(cluster);
      case "cut" -> cut(cluster);
      case "slow" -> cluster.plant(target(), new Delay((long) amount));
      case "lose" -> cluster.plant(target(), new Loss(amount));
      case "kill" -> cluster.act(Cluster.Action.KILL, target());
      case "pause" -> cluster.act(Cluster.Action.PAUSE, target());
      case "resume" -> cluster.act(Cluster.Action.RESUME, target());
      case "restart" -> cluster.act(Cluster.Action.RESTART, target());
      case "wipe" -> cluster.act(Cluster.Action.WIPE, target());
      default -> throw Refused.usage("no such order: " + verb);
    }
    return cluster.status();
  }

  /** Links are cut beside what is cut already; a cut of zones replaces every earlier cut. */
  private void cut(Cluster cluster) {
    if (!words.isEmpty() && words.stream().allMatch(word -> word.contains(":"))) {
      words.forEach(link -> cluster.plant(link, Cut.fault(shape, refused)));
    } else {
      cluster.cut(Cut.read(shape, words, refused, cluster.setup().topology().nodes()));
    }
  }

  private void heal(Cluster cluster) {
    if (words.isEmpty()) {
      cluster.heal();
    } else {
      words.forEach(cluster::heal);
    }
  }

  private String target() {
    if (words.size() != 1) {
      throw Refused.usage(verb + " takes one target, not " + words.size());
    }
    return words.getFirst();
  }
}
