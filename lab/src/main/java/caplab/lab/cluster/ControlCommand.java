package caplab.lab.cluster;

import caplab.lab.link.Delay;
import caplab.lab.link.Loss;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
public record ControlCommand(
    String verb, List<String> words, Cut.Shape shape, boolean refused, double amount) {

  /** What is left out of a command counts as none of it. */
  public ControlCommand {
    verb = Objects.requireNonNullElse(verb, "");
    words = words == null ? List.of() : List.copyOf(words);
    shape = Objects.requireNonNullElse(shape, Cut.Shape.GROUPS);
  }

  /** A command that needs nothing but words. */
  public static ControlCommand of(String verb, String... words) {
    return new ControlCommand(verb, List.of(words), Cut.Shape.GROUPS, false, 0);
  }

  public static ControlCommand cut(Cut.Shape shape, List<String> groups, boolean refused) {
    return new ControlCommand("cut", groups, shape, refused, 0);
  }

  /** Carries it out. Whatever it was, the answer is the state afterwards. */
  public Status on(Testbed testbed) {
    switch (verb) {
      case "status" -> {}
      case "heal" -> heal(testbed);
      case "cut" -> cut(testbed);
      case "slow" -> testbed.plant(target(), new Delay((long) amount));
      case "lose" -> testbed.plant(target(), new Loss(amount));
      case "kill" -> testbed.act(Cluster.Action.KILL, target());
      case "pause" -> testbed.act(Cluster.Action.PAUSE, target());
      case "resume" -> testbed.act(Cluster.Action.RESUME, target());
      case "restart" -> testbed.act(Cluster.Action.RESTART, target());
      case "wipe" -> testbed.act(Cluster.Action.WIPE, target());
      default -> throw UserError.usage("no such order: " + verb);
    }
    return testbed.status();
  }

  /** Links are cut beside what is cut already; a cut of zones replaces every earlier cut. */
  private void cut(Testbed testbed) {
    if (!words.isEmpty() && words.stream().allMatch(word -> word.contains(":"))) {
      words.forEach(link -> testbed.plant(link, Cut.fault(shape, refused)));
    } else {
      testbed.cut(Cut.read(shape, words, refused, testbed.topology().nodes()));
    }
  }

  private void heal(Testbed testbed) {
    if (words.isEmpty()) {
      testbed.heal();
    } else {
      words.forEach(testbed::heal);
    }
  }

  /** As people would say it: {@code cut g1 g2,g3}. */
  public String text() {
    List<String> text = new ArrayList<>(List.of(verb));
    if (shape != Cut.Shape.GROUPS) {
      text.add(shape.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    text.addAll(words);
    switch (verb) {
      case "slow" -> text.add(new Delay((long) amount).describe());
      case "lose" -> text.add(new Loss(amount).describe());
      default -> {}
    }
    return String.join(" ", text);
  }

  private String target() {
    if (words.size() != 1) {
      throw UserError.usage(verb + " takes one target, not " + words.size());
    }
    return words.getFirst();
  }
}
