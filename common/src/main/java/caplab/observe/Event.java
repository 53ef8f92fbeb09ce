package caplab.observe;

/** The events that have a name of their own in the log, for whoever searches or alerts on them. */
public enum Event {
  DB_CONNECT_FAILURE(true),
  CIRCUIT_STATE_CHANGE(true),
  WRITE(true, true),
  READ(false),
  AUTH(true, true),
  QUORUM_UNAVAILABLE(false),
  NODE_QUARANTINED(false),
  RESYNC(false),
  CONFIG(true),
  SHUTDOWN(false);

  /** Whether it is written at any LOG_LEVEL. */
  final boolean always;

  /** Whether it belongs to the audit, which a flag can switch off. */
  final boolean audit;

  Event(boolean always) {
    this(always, false);
  }

  Event(boolean always, boolean audit) {
    this.always = always;
    this.audit = audit;
  }
}
