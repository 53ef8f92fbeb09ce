package caplab.lab.model;

import caplab.lab.link.Delay;
import caplab.lab.link.Loss;
import java.util.List;
import java.util.Locale;

/** What a person asks of whatever runs. */
public sealed interface ControlCommand {

  /** Changes nothing. */
  record ShowStatus() implements ControlCommand {}

  /**
   * Cuts zones or links. Links are cut beside what is cut already; a cut of zones replaces every
   * earlier cut.
   *
   * @param words the groups of a cut of zones, or the links ({@code g1:db_g2}) of one
   * @param refused whether the parted are refused instead of hearing nothing
   */
  record MakeCut(Cut.Shape shape, List<String> words, boolean refused) implements ControlCommand {}

  /** Ends every fault of these links, or of all if none is named. */
  record Heal(List<String> links) implements ControlCommand {}

  /** Delays what is asked over a link. */
  record Slow(String link, long delayMs) implements ControlCommand {}

  /** Loses a share, from 0 to 1, of what a link carries. */
  record Lose(String link, double share) implements ControlCommand {}

  /** Does something to one process. */
  record Act(ProcessAction action, String target) implements ControlCommand {}

  /** Carries it out. Whatever it was, the answer is the state afterwards. */
  default Status on(Testbed testbed) {
    switch (this) {
      case ShowStatus() -> {}
      case MakeCut(Cut.Shape shape, List<String> words, boolean refused) -> {
        if (!words.isEmpty() && words.stream().allMatch(word -> word.contains(":"))) {
          words.forEach(link -> testbed.plant(link, Cut.fault(shape, refused)));
        } else {
          testbed.cut(Cut.read(shape, words, refused, testbed.topology().nodes()));
        }
      }
      case Heal(List<String> links) -> {
        if (links.isEmpty()) {
          testbed.heal();
        } else {
          links.forEach(testbed::heal);
        }
      }
      case Slow(String link, long delayMs) -> testbed.plant(link, new Delay(delayMs));
      case Lose(String link, double share) -> testbed.plant(link, new Loss(share));
      case Act(ProcessAction action, String target) -> testbed.act(action, target);
    }
    return testbed.status();
  }

  /** The word for it: {@code cut}. */
  default String verb() {
    return text().split(" ", 2)[0];
  }

  /** As people would say it: {@code cut g1 g2,g3}. */
  default String text() {
    return switch (this) {
      case ShowStatus() -> "status";
      case MakeCut(Cut.Shape shape, List<String> words, boolean refused) ->
          sentence(shape == Cut.Shape.GROUPS ? "cut" : "cut " + shape.text(), words);
      case Heal(List<String> links) -> sentence("heal", links);
      case Slow(String link, long delayMs) ->
          sentence("slow", List.of(link, new Delay(delayMs).describe()));
      case Lose(String link, double share) ->
          sentence("lose", List.of(link, new Loss(share).describe()));
      case Act(ProcessAction action, String target) ->
          sentence(action.name().toLowerCase(Locale.ROOT), List.of(target));
    };
  }

  private static String sentence(String verb, List<String> words) {
    return words.isEmpty() ? verb : verb + " " + String.join(" ", words);
  }
}
