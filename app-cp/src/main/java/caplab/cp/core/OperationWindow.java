package caplab.cp.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The last rounds that changed a key, oldest first, kept in the value they left (CP-7): how a
 * retry, or {@code GET /op/{id}}, sees that a write happened. The last round of each of the latest
 * authors stays longer: an author changes a key by one operation at a time (CP-5), so one that
 * finds an older round of its own knows that the one it is at has not happened, however many rounds
 * of others have come since.
 *
 * @param rounds the last {@link #WINDOW}, and before them at most as many last ones of authors
 * @param refused the last {@link #WINDOW} shared operations that were refused here for good (CP-8)
 * @param refusals how many were refused in all
 */
public record OperationWindow(List<Round> rounds, List<Refusal> refused, long refusals) {

  /** How many rounds a value remembers. */
  public static final int WINDOW = 16;

  public static final OperationWindow EMPTY = new OperationWindow(List.of(), List.of(), 0);

  /**
   * One change of the key.
   *
   * @param id the operation, unique for ever; letters, digits, dots and dashes; what stands before
   *     a dot is its author, a process that never changes this key by two operations at once
   * @param version the version it made
   */
  public record Round(String id, long version) {

    private boolean isBy(String author) {
      return !author.isEmpty() && author(id).equals(author);
    }
  }

  /**
   * An operation that changed nothing here and never will.
   *
   * @param id as {@link Round} has it
   * @param version that the key had
   * @param idle whether there was nothing to change, rather than a reason against it
   */
  public record Refusal(String id, long version, boolean idle) {}

  public OperationWindow {
    rounds = List.copyOf(rounds);
    refused = List.copyOf(refused);
    if (rounds.size() > 2 * WINDOW || refused.size() > WINDOW) {
      throw new IllegalArgumentException("a window holds " + 2 * WINDOW + " rounds");
    }
  }

  /** This window with one more round; what no longer fits is forgotten, the oldest first. */
  public OperationWindow with(String id, long version) {
    List<Round> longer = new ArrayList<>(rounds);
    longer.add(new Round(id, version));
    int window = Math.max(0, longer.size() - WINDOW);
    List<Round> last = new ArrayList<>();
    for (int i = 0; i < window; i++) {
      String author = author(longer.get(i).id());
      List<Round> later = longer.subList(i + 1, longer.size());
      if (!author.isEmpty() && later.stream().noneMatch(round -> round.isBy(author))) {
        last.add(longer.get(i));
      }
    }
    List<Round> kept =
        new ArrayList<>(last.subList(Math.max(0, last.size() - WINDOW), last.size()));
    kept.addAll(longer.subList(window, longer.size()));
    return new OperationWindow(kept, refused, refusals);
  }

  /** This window with one more refusal; past {@link #WINDOW} of them the oldest is forgotten. */
  OperationWindow refusing(Refusal refusal) {
    List<Refusal> longer = new ArrayList<>(refused);
    longer.add(refusal);
    return new OperationWindow(
        rounds, longer.subList(Math.max(0, longer.size() - WINDOW), longer.size()), refusals + 1);
  }

  /** How the operation was refused, if it is among these. */
  Optional<Refusal> refusalOf(String id) {
    return refused.stream().filter(refusal -> refusal.id().equals(id)).findFirst();
  }

  /** Whether a round of this operation's author is here, so that a later one would be, too. */
  public boolean knowsAuthorOf(String id) {
    String author = author(id);
    return rounds.stream().anyMatch(round -> round.isBy(author));
  }

  /** Whether this operation has an author, and no round of that author is here. */
  public boolean lacksAuthorOf(String id) {
    return !author(id).isEmpty() && !knowsAuthorOf(id);
  }

  /** Whether the operation has no author, so that several processes may be at it at once. */
  static boolean shared(String id) {
    return author(id).isEmpty();
  }

  private static String author(String id) {
    return id.substring(0, Math.max(0, id.indexOf('.')));
  }

  /** The version that the operation made, if it is among these rounds. */
  public Optional<Long> versionOf(String id) {
    return rounds.stream().filter(round -> round.id().equals(id)).map(Round::version).findFirst();
  }
}
