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
 * @param text {@code id@version,…}: the last {@link #WINDOW} rounds, and before them at most as
 *     many last ones of authors. Kept as the nodes keep it: nearly all windows are only passed on.
 */
public record OperationWindow(String text) {

  /** How many rounds a value remembers. */
  public static final int WINDOW = 16;

  public static final OperationWindow EMPTY = new OperationWindow("");

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

  /** Of these rounds. */
  public static OperationWindow of(List<Round> rounds) {
    if (rounds.size() > 2 * WINDOW) {
      throw new IllegalArgumentException("a window holds " + 2 * WINDOW + " rounds");
    }
    return new OperationWindow(rounds.stream().map(Round::toString).collect(joining(",")));
  }

  /** The rounds, oldest first. */
  public List<Round> rounds() {
    return split().stream().map(OperationWindow::round).toList();
  }

  private static Round round(String text) {
    int at = text.indexOf('@');
    return new Round(text.substring(0, at), Long.parseLong(text, at + 1, text.length(), 10));
  }

  private List<String> split() {
    return text.isEmpty() ? List.of() : Arrays.asList(text.split(","));
  }

  /** This window with one more round; what no longer fits is forgotten, the oldest first. */
  public OperationWindow with(String id, long version) {
    String longer = text + (text.isEmpty() ? "" : ",") + new Round(id, version);
    List<String> rounds = new OperationWindow(longer).split();
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
    return new OperationWindow(String.join(",", kept));
  }

  /** Whether a round of this operation's author is here, so that a later one would be, too. */
  public boolean knowsAuthorOf(String id) {
    return !author(id).isEmpty() && find(author(id)) >= 0;
  }

  /** Whether this operation has an author, and no round of that author is here. */
  public boolean lacksAuthorOf(String id) {
    return !author(id).isEmpty() && !knowsAuthorOf(id);
  }

  /**
   * With the dot; empty if the operation has none: then any process may propose it, and more than
   * once.
   */
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
