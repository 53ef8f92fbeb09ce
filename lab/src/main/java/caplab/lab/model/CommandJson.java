package caplab.lab.model;

import caplab.lab.model.ControlCommand.Act;
import caplab.lab.model.ControlCommand.Heal;
import caplab.lab.model.ControlCommand.Lose;
import caplab.lab.model.ControlCommand.MakeCut;
import caplab.lab.model.ControlCommand.ShowStatus;
import caplab.lab.model.ControlCommand.Slow;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A command as it travels to the console.
 *
 * @param words the groups of a cut, or the links of one; the links that a heal ends; the one target
 *     of anything else
 * @param shape of a cut
 * @param refused whether a cut refuses instead of being silent
 * @param amount milliseconds of {@code slow}, share of {@code lose}
 */
public record CommandJson(
    Verb verb, List<String> words, Cut.Shape shape, boolean refused, double amount) {

  /** What can be asked. */
  public enum Verb {
    STATUS,
    CUT,
    HEAL,
    SLOW,
    LOSE,
    KILL,
    PAUSE,
    RESUME,
    RESTART,
    WIPE;

    /** {@code cut}. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is left out of a command counts as none of it. */
  public CommandJson {
    words = words == null ? List.of() : List.copyOf(words);
    shape = Objects.requireNonNullElse(shape, Cut.Shape.GROUPS);
  }

  private CommandJson(Verb verb, List<String> words, double amount) {
    this(verb, words, Cut.Shape.GROUPS, false, amount);
  }

  /** As it is sent. */
  public static CommandJson of(ControlCommand command) {
    return switch (command) {
      case ShowStatus() -> new CommandJson(Verb.STATUS, List.of(), 0);
      case MakeCut(Cut.Shape shape, List<String> words, boolean refused) ->
          new CommandJson(Verb.CUT, words, shape, refused, 0);
      case Heal(List<String> links) -> new CommandJson(Verb.HEAL, links, 0);
      case Slow(String link, long delayMs) -> new CommandJson(Verb.SLOW, List.of(link), delayMs);
      case Lose(String link, double share) -> new CommandJson(Verb.LOSE, List.of(link), share);
      case Act(ProcessAction action, String target) ->
          new CommandJson(Verb.valueOf(action.name()), List.of(target), 0);
    };
  }

  /**
   * As it is carried out.
   *
   * @throws UserError if it names nothing to do, or not one target
   */
  public ControlCommand command() {
    return switch (verb) {
      case null -> throw UserError.usage("an order has a verb");
      case STATUS -> new ShowStatus();
      case CUT -> new MakeCut(shape, words, refused);
      case HEAL -> new Heal(words);
      case SLOW -> new Slow(target(), (long) amount);
      case LOSE -> new Lose(target(), amount);
      case KILL, PAUSE, RESUME, RESTART, WIPE ->
          new Act(ProcessAction.valueOf(verb.name()), target());
    };
  }

  private String target() {
    if (words.size() != 1) {
      throw UserError.usage(verb.text() + " takes one target, not " + words.size());
    }
    return words.getFirst();
  }
}
