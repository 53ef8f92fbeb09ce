package caplab.observe;

/** The events that have a name of their own in the log, for whoever searches or alerts on them. */
public enum Event {
  DB_CONNECT_FAILURE(true),
  CIRCUIT_STATE_CHANGE(true),
  WRITE(true),
  READ(false),
  AUTH(true),
  QUORUM_UNAVAILABLE(false),
  NODE_QUARANTINED(false),
  RESYNC(false),
  CONFIG(true),
  SHUTDOWN(false);

  /** Whether it is written at any LOG_LEVEL. */
  final boolean always;

  Event(boolean always) {
    this.always = always;
  }
}
