package caplab.cp.core;

import java.util.Optional;

/**
 * What a register holds: a value or, after a delete, a tombstone that keeps the version going (rule
 * 10).
 *
 * @param version how many changes the key has seen, deletes included; 0 is never written
 * @param value empty when never written or deleted
 * @param history the rounds that led here
 */
public record State(long version, Optional<String> value, History history) {

  /** A key that was never written. */
  public static final State NEVER = new State(0, Optional.empty(), History.EMPTY);

  /** The state after one more change, made by the operation named. */
  public State next(Optional<String> newValue, String operation) {
    return new State(version + 1, newValue, history.with(operation, version + 1));
  }
}
