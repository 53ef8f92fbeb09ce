package caplab.lab.check;

import java.util.Arrays;

/**
 * One way in which things may have gone so far: which of the pending calls took effect, and the
 * value that is there now. Calls are known by their slot.
 */
final class SearchState {

  /** Which pending calls took effect. */
  final long[] done;

  /** The value. */
  int state;

  /** Position in the history at which a value was last written over another; -1 if never. */
  int overwritten;

  SearchState(long[] done, int state, int overwritten) {
    this.done = done;
    this.state = state;
    this.overwritten = overwritten;
  }

  SearchState copy() {
    return new SearchState(done.clone(), state, overwritten);
  }

  boolean has(int slot) {
    return (done[slot >> 6] & 1L << slot) != 0;
  }

  void add(int slot) {
    done[slot >> 6] |= 1L << slot;
  }

  void remove(int slot) {
    done[slot >> 6] &= ~(1L << slot);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SearchState that
        && state == that.state
        && overwritten == that.overwritten
        && Arrays.equals(done, that.done);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(done) + state) + overwritten;
  }
}
