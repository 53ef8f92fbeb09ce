package caplab.ap.shell;

import caplab.ap.core.Dot;
import caplab.ap.core.Request;
import caplab.ap.core.Resync;
import caplab.ap.core.VersionVector;

/** Hears what an instance does, to count it and to tell people. */
public interface ApListener {

  /** Nobody listens. */
  ApListener SILENT = new ApListener() {};

  /**
   * A node began a new life at our request.
   *
   * @param known whether it had lived before: then it lost its data or was restarted
   */
  default void entered(Request.Enter enter, boolean known) {}

  /** Where a node should be, a server answers that holds the data of {@code holder}. */
  default void misplaced(String node, String holder) {}

  /** A target was brought level by a resync. */
  default void resynced(String source, String target, String reason, Resync.Resynced resynced) {}

  /** Keys that shipping had missed were mended. */
  default void repaired(int keys) {}

  /**
   * A node took a write of this instance.
   *
   * @param siblings how many live there now
   * @param unanswered attempts at other nodes that were sent and not answered
   * @param nanos since it was asked
   */
  default void wrote(String key, int siblings, int unanswered, long nanos) {}

  /** That write is in the source's log, and on its way. */
  default void logged(String source, Dot dot) {}

  /** A write ended unanswered, after so many attempts. */
  default void unanswered(int attempts) {}

  /** A node answered a read, so long after it was asked. */
  default void read(long nanos) {}

  /** What a target has applied, as the link from the source found it. */
  default void shipped(String source, String target, VersionVector seen) {}
}
