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
  public Status on(Subject subject) {
    switch (verb) {
      case "status" -> {}
      case "heal" -> heal(subject);
      case "cut" -> cut(subject);
      case "slow" -> subject.plant(target(), new Delay((long) amount));
      case "lose" -> subject.plant(target(), new Loss(amount));
      case "kill" -> subject.act(Cluster.Action.KILL, target());
      case "pause" -> subject.act(Cluster.Action.PAUSE, target());
      case "resume" -> subject.act(Cluster.Action.RESUME, target());
      case "restart" -> subject.act(Cluster.Action.RESTART, target());
      case "wipe" -> subject.act(Cluster.Action.WIPE, target());
      default -> throw Refused.usage("no such order: " + verb);
    }
    return subject.status();
  }

  /** Links are cut beside what is cut already; a cut of zones replaces every earlier cut. */
  private void cut(Subject subject) {
    if (!words.isEmpty() && words.stream().allMatch(word -> word.contains(":"))) {
      words.forEach(link -> subject.plant(link, Cut.fault(shape, refused)));
    } else {
      subject.cut(Cut.read(shape, words, refused, subject.topology().nodes()));
    }
  }

  private void heal(Subject subject) {
    if (words.isEmpty()) {
      subject.heal();
    } else {
      words.forEach(subject::heal);
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
      throw Refused.usage(verb + " takes one target, not " + words.size());
    }
    return words.getFirst();
  }
}
