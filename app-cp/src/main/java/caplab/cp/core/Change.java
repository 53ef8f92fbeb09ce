package caplab.cp.core;

import java.util.Optional;
import java.util.Set;

/** The function that a round applies to a register: put, delete, refuse, or nothing at all. */
public sealed interface Change {

  /** What must hold of the state that is changed; otherwise 412. */
  sealed interface Condition {
    boolean holds(RegisterState state);
  }

  /** No condition. */
  record Always() implements Condition {
    @Override
    public boolean holds(RegisterState state) {
      return true;
    }
  }

  /** {@code If-Match: "4", "5"}: any of these. */
  record AtVersion(Set<Long> versions) implements Condition {
    public AtVersion(long version) {
      this(Set.of(version));
    }

    @Override
    public boolean holds(RegisterState state) {
      return versions.contains(state.version());
    }
  }

  /** {@code If-Match: *}: a value is there. */
  record Present() implements Condition {
    @Override
    public boolean holds(RegisterState state) {
      return state.value().isPresent();
    }
  }

  /** {@code If-None-Match: *}: no value is there. */
  record Absent() implements Condition {
    @Override
    public boolean holds(RegisterState state) {
      return state.value().isEmpty();
    }
  }

  /** Sets the value. */
  record Put(String value, Condition condition) implements Change {}

  /** Leaves a tombstone; changes nothing where no value is. */
  record Delete(Condition condition) implements Change {}

  /** Completes a round without changing anything: a read that met disagreement. */
  record Identity() implements Change {}

  /**
   * Takes the place of an operation whose outcome is asked for (CP-7): its condition never holds,
   * so that what did not happen is refused for good.
   */
  record Refuse() implements Change {}

  /** What the change makes of a state. */
  sealed interface Effect {}

  /** A new state to be accepted. */
  record Changed(RegisterState state) implements Effect {}

  /** Nothing to change. */
  record Unchanged() implements Effect {}

  /** The condition does not hold. */
  record Unmet() implements Effect {}

  /** Applies the change for the operation named. */
  default Effect on(RegisterState state, String operation) {
    return switch (this) {
      case Put(String value, Condition condition) ->
          condition.holds(state)
              ? new Changed(state.next(Optional.of(value), operation))
              : new Unmet();
      case Delete(Condition condition) when !condition.holds(state) -> new Unmet();
      case Delete(Condition ignored) when state.value().isEmpty() -> new Unchanged();
      case Delete(Condition ignored) -> new Changed(state.next(Optional.empty(), operation));
      case Identity() -> new Unchanged();
      case Refuse() -> new Unmet();
    };
  }
}
