package caplab.cp.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The last rounds that changed a key, oldest first, kept in the value they left (rule 7): how a
 * retry, or {@code GET /op/{id}}, sees that a write happened.
 *
 * @param rounds at most {@link #WINDOW}
 */
public record History(List<Round> rounds) {

  /** How many rounds a value remembers. */
  public static final int WINDOW = 16;

  public static final History EMPTY = new History(List.of());

  /**
   * One change of the key.
   *
   * @param id the operation, unique for ever; letters, digits, dots and dashes
   * @param version the version it made
   */
  public record Round(String id, long version) {}

  public History {
    rounds = List.copyOf(rounds);
    if (rounds.size() > WINDOW) {
      throw new IllegalArgumentException("a history holds " + WINDOW + " rounds");
    }
  }

  /** This history with one more round, the oldest forgotten when the window is full. */
  public History with(String id, long version) {
    int from = Math.max(0, rounds.size() + 1 - WINDOW);
    List<Round> longer = new ArrayList<>(rounds.subList(from, rounds.size()));
    longer.add(new Round(id, version));
    return new History(longer);
  }

  /** The version that the operation made, if it is among these rounds. */
  public Optional<Long> versionOf(String id) {
    return rounds.stream().filter(round -> round.id().equals(id)).map(Round::version).findFirst();
  }
}
