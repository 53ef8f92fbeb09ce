package caplab.lab.cluster;

import caplab.lab.link.Delay;
import caplab.lab.link.Loss;
import java.util.List;

/**
 * What a command asks of the running cluster, as it travels to the console.
 *
 * @param verb {@code cut}, {@code heal}, {@code slow}, {@code lose}, {@code status}, or an {@link
 *     Cluster.Action} in lower case
 * @param words the groups of a cut, or the one target of anything else
 * @param shape of a cut
 * @param refused whether a cut refuses instead of being silent
 * @param amount milliseconds of {@code slow}, share of {@code lose}
 */
public record Order(
    String verb, List<String> words, Cut.Shape shape, boolean refused, double amount) {

  /** An order that needs nothing but words. */
  public static Order of(String verb, String... words) {
    return new Order(verb, List.of(words), Cut.Shape.GROUPS, false, 0);
  }

  public static Order cut(Cut.Shape shape, List<String> groups, boolean refused) {
    return new Order("cut", groups, shape, refused, 0);
  }

  /** Carries it out. Whatever it was, the answer is the state afterwards. */
  Status on(Cluster cluster) {
    switch (verb) {
      case "status" -> {}
      case "heal" -> cluster.heal();
      case "cut" ->
          cluster.cut(Cut.read(shape, words, refused, cluster.setup().topology().nodes()));
      case "slow" -> cluster.plant(words.getFirst(), new Delay((long) amount));
      case "lose" -> cluster.plant(words.getFirst(), new Loss(amount));
      case "kill" -> cluster.act(Cluster.Action.KILL, words.getFirst());
      case "pause" -> cluster.act(Cluster.Action.PAUSE, words.getFirst());
      case "resume" -> cluster.act(Cluster.Action.RESUME, words.getFirst());
      case "restart" -> cluster.act(Cluster.Action.RESTART, words.getFirst());
      case "wipe" -> cluster.act(Cluster.Action.WIPE, words.getFirst());
      default -> throw Refused.usage("no such order: " + verb);
    }
    return cluster.status();
  }
}
