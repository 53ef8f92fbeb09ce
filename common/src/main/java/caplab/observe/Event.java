package caplab.observe;

import java.util.Set;

/** The events that have a name of their own in the log, for whoever searches or alerts on them. */
public enum Event {
  DB_CONNECT_FAILURE(Trait.ALWAYS),
  CIRCUIT_STATE_CHANGE(Trait.ALWAYS, Trait.CHAINED),
  WRITE(Trait.ALWAYS, Trait.CHAINED, Trait.SWITCHED),
  READ(Trait.CHAINED),
  AUTH(Trait.ALWAYS, Trait.CHAINED, Trait.SWITCHED),
  QUORUM_UNAVAILABLE,
  NODE_QUARANTINED,
  RESYNC,
  CONFIG(Trait.ALWAYS, Trait.CHAINED),
  AUDIT_HEAD(Trait.ALWAYS),
  SHUTDOWN;

  /** What is done with an event. */
  enum Trait {
    /** Written at any LOG_LEVEL. */
    ALWAYS,
    /** A line of AUDIT_FILE. */
    CHAINED,
    /** Silenced by the flag audit_log. */
    SWITCHED
  }

  private final Set<Trait> traits;

  Event(Trait... traits) {
    this.traits = Set.of(traits);
  }

  boolean is(Trait trait) {
    return traits.contains(trait);
  }
}
