package caplab.lab.history;

/**
 * Names of what our recorder adds to an {@link HistoryEvent}; a foreign history has none of them.
 */
public final class Facts {

  /** HTTP status of the answer, a number; 0 if none came. */
  public static final String STATUS = "status";

  /** Set to {@link #FINAL} on the reads after the heal; absent before. */
  public static final String PHASE = "phase";

  /** {@link #PHASE} of the reads after the heal, when nothing is written any more. */
  public static final String FINAL = "final";

  /** The client's zone, {@code g1}. */
  public static final String ZONE = "zone";

  /** {@code cp} or {@code ap}. */
  public static final String MODE = "mode";

  /** {@code version} of an answer of app-cp. */
  public static final String VERSION = "version";

  /** The stated bound in milliseconds, or null for unknown. */
  public static final String STALENESS_MS = "staleness_ms";

  /** All concurrent values of a read of app-ap, newest first; only if more than one. */
  public static final String SIBLINGS = "siblings";

  /**
   * On an invoke of app-ap's write or delete that carried a context: the values that the client had
   * read under it, so exactly those it may supersede. Absent: a blind write.
   */
  public static final String SUPERSEDES = "supersedes";

  /** Name of the session that the request belonged to. */
  public static final String SESSION = "session";

  /** {@code satisfied}, {@code behind} or {@code lost}, as answered. */
  public static final String SESSION_STATE = "session_state";

  /** {@link #SESSION_STATE} of a read that is older than something the session saw. */
  public static final String BEHIND = "behind";

  /** {@link #SESSION_STATE} of a session of which something is gone. */
  public static final String LOST = "lost";

  /** The Redis node that answered, of app-ap. */
  public static final String REPLICA = "replica";

  /** Why it failed, for people. */
  public static final String ERROR = "error";

  /** Which attempt of a request this is, from 1, where a gateway makes several. */
  public static final String ATTEMPT = "attempt";

  /** What the service told of the nodes that it asked, of a request that wanted to know. */
  public static final String EXPLAIN = "explain";

  private Facts() {}
}
