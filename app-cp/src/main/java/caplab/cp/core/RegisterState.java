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

  /**
   * How many rounds left a trace here that an operation must find: for a {@linkplain
   * OperationWindow#shared shared} one refusals count too.
   */
  long traces(String operation) {
    return version + (OperationWindow.shared(operation) ? window.refusals() : 0);
  }

  /** The state with the operation refused for good: the same version and value. */
  RegisterState refusing(String operation, boolean idle) {
    OperationWindow.Refusal refusal = new OperationWindow.Refusal(operation, version, idle);
    return new RegisterState(version, value, window.refusing(refusal));
  }

  /** The state after one more change, made by the operation named. */
  public RegisterState next(Optional<String> newValue, String operation) {
    return new RegisterState(version + 1, newValue, window.with(operation, version + 1));
  }
}
