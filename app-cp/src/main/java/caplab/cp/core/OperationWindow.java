package caplab.cp.core;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The last rounds that changed a key, oldest first, kept in the value they left (CP-7): how a
 * retry, or {@code GET /op/{id}}, sees that a write happened. The last round of each of the latest
 * authors stays longer: an author changes a key by one operation at a time (CP-5), so one that
 * finds an older round of its own knows that the one it is at has not happened, however many rounds
 * of others have come since.
 *
 * <p>Both texts are those that the nodes keep: nearly all windows are only passed on.
 *
 * @param text {@code id@version,…}: the last {@link #WINDOW} rounds, and before them at most as
 *     many last ones of authors
 * @param refused {@code refusals id@version,id=version,…}: how many shared operations were refused
 *     here for good (CP-8), and the last {@link #WINDOW} of them, with {@code =} where there was
 *     nothing to change; empty if none was
 */
public record OperationWindow(String text, String refused) {

  /** How many rounds a value remembers. */
  public static final int WINDOW = 16;

  public static final OperationWindow EMPTY = new OperationWindow("", "");

  /**
   * One change of the key.
   *
   * @param id the operation, unique for ever; letters, digits, dots and dashes; what stands before
   *     a dot is its author, a process that never changes this key by two operations at once
   * @param version the version it made
   */
  public record Round(String id, long version) {
    @Override
    public String toString() {
      return id + '@' + version;
    }
  }

  /**
   * An operation that changed nothing here and never will.
   *
   * @param id as {@link Round} has it
   * @param version that the key had
   * @param idle whether there was nothing to change, rather than a reason against it
   */
  public record Refusal(String id, long version, boolean idle) {
    @Override
    public String toString() {
      return id + (idle ? '=' : '@') + version;
    }
  }

  /** Reads {@link #written}. */
  static OperationWindow read(String written) {
    int end = written.indexOf(' ');
    return end < 0
        ? new OperationWindow(written, "")
        : new OperationWindow(written.substring(0, end), written.substring(end + 1));
  }

  /** Both texts in one. */
  String written() {
    return refused.isEmpty() ? text : text + ' ' + refused;
  }

  /** Of these rounds. */
  public static OperationWindow of(List<Round> rounds) {
    if (rounds.size() > 2 * WINDOW) {
      throw new IllegalArgumentException("a window holds " + 2 * WINDOW + " rounds");
    }
    return new OperationWindow(rounds.stream().map(Round::toString).collect(joining(",")), "");
  }

  /** The rounds, oldest first. */
  public List<Round> rounds() {
    return split(text).stream().map(OperationWindow::round).toList();
  }

  private static Round round(String text) {
    int at = text.indexOf('@');
    return new Round(text.substring(0, at), Long.parseLong(text, at + 1, text.length(), 10));
  }

  private static List<String> split(String text) {
    return text.isEmpty() ? List.of() : Arrays.asList(text.split(","));
  }

  /** This window with one more round; what no longer fits is forgotten, the oldest first. */
  public OperationWindow with(String id, long version) {
    String longer = text + (text.isEmpty() ? "" : ",") + new Round(id, version);
    List<String> rounds = split(longer);
    int window = Math.max(0, rounds.size() - WINDOW);
    List<String> last = new ArrayList<>();
    for (int i = 0; i < window; i++) {
      String author = author(rounds.get(i));
      List<String> later = rounds.subList(i + 1, rounds.size());
      if (!author.isEmpty() && later.stream().noneMatch(round -> round.startsWith(author))) {
        last.add(rounds.get(i));
      }
    }
    List<String> kept =
        new ArrayList<>(last.subList(Math.max(0, last.size() - WINDOW), last.size()));
    kept.addAll(rounds.subList(window, rounds.size()));
    return new OperationWindow(String.join(",", kept), refused);
  }

  /** This window with one more refusal; past {@link #WINDOW} of them the oldest is forgotten. */
  OperationWindow refusing(Refusal refusal) {
    List<String> longer = new ArrayList<>(lastRefused());
    longer.add(refusal.toString());
    List<String> last = longer.subList(Math.max(0, longer.size() - WINDOW), longer.size());
    return new OperationWindow(text, (refusals() + 1) + " " + String.join(",", last));
  }

  /** How many operations were refused in all. */
  public long refusals() {
    return refused.isEmpty() ? 0 : Long.parseLong(refused, 0, refused.indexOf(' '), 10);
  }

  private List<String> lastRefused() {
    return split(refused.substring(refused.indexOf(' ') + 1));
  }

  /** How the operation was refused, if it is among the last ones. */
  Optional<Refusal> refusalOf(String id) {
    return lastRefused().stream()
        .filter(refusal -> refusal.startsWith(id + '@') || refusal.startsWith(id + '='))
        .findFirst()
        .map(OperationWindow::refusal);
  }

  private static Refusal refusal(String text) {
    int at = Math.max(text.lastIndexOf('@'), text.lastIndexOf('='));
    return new Refusal(
        text.substring(0, at), Long.parseLong(text.substring(at + 1)), text.charAt(at) == '=');
  }

  /** Whether a round of this operation's author is here, so that a later one would be, too. */
  public boolean knowsAuthorOf(String id) {
    return !author(id).isEmpty() && find(author(id)) >= 0;
  }

  /** Whether this operation has an author, and no round of that author is here. */
  public boolean lacksAuthorOf(String id) {
    return !author(id).isEmpty() && !knowsAuthorOf(id);
  }

  /** Whether the operation has no author, so that several processes may be at it at once. */
  static boolean shared(String id) {
    return author(id).isEmpty();
  }

  /** With the dot. */
  private static String author(String id) {
    return id.substring(0, id.indexOf('.') + 1);
  }

  /** Where the oldest round that begins so begins; -1 if none does. */
  private int find(String beginning) {
    int comma = text.indexOf(',' + beginning);
    return text.startsWith(beginning) ? 0 : comma < 0 ? -1 : comma + 1;
  }

  /** The version that the operation made, if it is among these rounds. */
  public Optional<Long> versionOf(String id) {
    int at = find(id + '@');
    if (at < 0) {
      return Optional.empty();
    }
    int end = text.indexOf(',', at);
    return Optional.of(round(text.substring(at, end < 0 ? text.length() : end)).version());
  }
}
