package caplab.cp.core;

/**
 * A ballot: a counter, made unique by the proposer that drew it (CP-1). Ballots are ordered by
 * counter, then proposer; their {@link #text} is ordered the same way, so that Lua may compare it
 * as a string.
 *
 * @param counter 0 to 10^16 − 1
 * @param proposer drawn anew at every process start, 0 to 10^16 − 1; 0 only in {@link #ZERO}
 */
public record Ballot(long counter, long proposer) implements Comparable<Ballot> {

  /** Digits of each half: what a Lua number holds exactly, and a {@code long} easily. */
  public static final int DIGITS = 16;

  /** One more than the greatest counter or proposer. */
  public static final long LIMIT = 10_000_000_000_000_000L;

  /** Lower than every ballot: nothing promised, nothing accepted. */
  public static final Ballot ZERO = new Ballot(0, 0);

  public Ballot {
    if (counter < 0 || counter >= LIMIT || proposer < 0 || proposer >= LIMIT) {
      throw new IllegalArgumentException("ballot out of range: " + counter + ", " + proposer);
    }
  }

  public boolean above(Ballot other) {
    return compareTo(other) > 0;
  }

  /** The higher of the two. */
  public Ballot max(Ballot other) {
    return other.above(this) ? other : this;
  }

  /** 32 decimal digits. */
  public String text() {
    return Codec.digits(counter, DIGITS) + Codec.digits(proposer, DIGITS);
  }

  @Override
  public int compareTo(Ballot other) {
    int byCounter = Long.compare(counter, other.counter);
    return byCounter != 0 ? byCounter : Long.compare(proposer, other.proposer);
  }

  @Override
  public String toString() {
    return counter + "." + proposer;
  }
}
