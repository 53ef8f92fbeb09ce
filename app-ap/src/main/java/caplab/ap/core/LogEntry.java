package caplab.ap.core;

import java.util.Optional;
import java.util.SortedSet;

/**
 * One write as the log keeps it and links ship it. The dot stands apart from the context (AP-4):
 * folded together, the positions below the dot would supersede siblings that the client never saw.
 *
 * @param key the key
 * @param value the new value; empty deletes
 * @param id the write id, the same for every attempt of one write: dots with one id are one value
 * @param clock hybrid logical clock, see {@link #tick}; chooses the winner among siblings, nothing
 *     else (AP-10)
 * @param dot the name of this attempt
 * @param context what this write supersedes
 * @param named ids of the values it supersedes, so that a copy that a retry left under another dot
 *     goes too
 */
public record LogEntry(
    String key,
    Optional<String> value,
    String id,
    String clock,
    Dot dot,
    VersionVector context,
    SortedSet<String> named) {

  /** The clock before any write. */
  public static final String START = "0".repeat(22);

  private static final int MS_DIGITS = 16;
  private static final int COUNTER_DIGITS = 6;

  /**
   * The next reading of a hybrid logical clock (Kulkarni et al. 2014): never below the wall clock,
   * always above the last reading. 16 digits of milliseconds and 6 of a counter, compared as text:
   * a Lua number would lose the last digits.
   */
  public static String tick(String last, long wallMs) {
    int split = last.length() - COUNTER_DIGITS;
    long lastMs = Long.parseLong(last, 0, split, 10);
    long counter = Long.parseLong(last, split, last.length(), 10) + 1;
    if (wallMs > lastMs) {
      return reading(wallMs, 0);
    }
    return counter < 1_000_000 ? reading(lastMs, counter) : reading(lastMs + 1, 0);
  }

  private static String reading(long ms, long counter) {
    return Codec.digits(ms, MS_DIGITS) + Codec.digits(counter, COUNTER_DIGITS);
  }
}
