package caplab.lab.trial;

/** Hears how a run goes on while it runs. */
public interface Progress {

  /** Nobody listens. */
  Progress NONE = new Progress() {};

  /** It begins, and a page at this port of loopback shows it until it ends. */
  default void shown(int port) {}

  /** Time passed; called several times a second. */
  default void passed(long nowMs, long durationMs, long lines) {}

  default void struck(String fault, String target) {}

  default void healed(String fault, String target) {}

  /** The run is over. */
  default void ended() {}
}
