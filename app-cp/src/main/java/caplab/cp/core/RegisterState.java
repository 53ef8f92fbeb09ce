package caplab.cp.core;

import java.util.Optional;

/**
 * What a register holds: a value or, after a delete, a tombstone that keeps the version going
 * (CP-10).
 *
 * @param version how many changes the key has seen, deletes included; 0 is never written
 * @param value empty when never written or deleted
 * @param window the rounds that led here
 */
public record RegisterState(long version, Optional<String> value, OperationWindow window) {

  /** A key that was never written. */
  public static final RegisterState NEVER =
      new RegisterState(0, Optional.empty(), OperationWindow.EMPTY);

  /** The state after one more change, made by the operation named. */
  public RegisterState next(Optional<String> newValue, String operation) {
    return new RegisterState(version + 1, newValue, window.with(operation, version + 1));
  }
}
