package caplab.lab.check;

import caplab.lab.history.Operation;

/**
 * An operation on one register, as the search sees it: what it needs, what it leaves, and between
 * which positions of the history it takes effect. Values are numbers.
 *
 * @param expects the value that it saw (or, {@code UNMET}, cannot have seen)
 * @param leaves the value after it
 * @param ended {@link Operation#OPEN} if it may take effect at any time, or never
 */
record RegisterCall(Operation operation, Kind kind, int expects, int leaves, int began, int ended) {

  /** Stands for a value that it does not have. */
  static final int NONE = -1;

  enum Kind {
    /** Saw a value. */
    READ,
    /** A refused compare-and-set: the value was another one then. */
    UNMET,
    /** Leaves a value, whatever was there; a delete leaves nothing. */
    WRITE,
    /** Leaves a value where another one was. */
    CAS
  }

  boolean isOpen() {
    return ended == Operation.OPEN;
  }

  /** Whether it only says something of the value, and changes nothing. */
  boolean isAssertion() {
    return kind == Kind.READ || kind == Kind.UNMET;
  }

  /** Whether what an assertion says is true of a state. */
  boolean holds(int state) {
    return (state == expects) == (kind == Kind.READ);
  }

  /** Whether it can only happen while the value is the one that it expects. */
  boolean consumes(int value) {
    return expects == value && kind != Kind.UNMET;
  }

  /** The same, of which nothing is known yet but that it began. */
  RegisterCall unanswered() {
    return new RegisterCall(operation, kind, expects, leaves, began, Operation.OPEN);
  }
}
