package caplab.cp.shell;

/** Hears what an instance does without being asked, to count it and to tell people. */
public interface CpListener {

  /** Nobody listens. */
  CpListener SILENT = new CpListener() {};

  /** A node was wiped, rolled back or restarted: it may not vote until it is refilled. */
  default void quarantined(String node) {}

  /** Where a node should be, a server answers that holds the data of another one. */
  default void misplaced(String node, String holder) {}

  /** The node votes again in every tag. */
  default void admitted(String node) {}

  /** One tag of a strange node was refilled and admitted. */
  default void refilled() {}

  /** Of so many registers some node is known to have missed a round. */
  default void behind(long registers) {}

  /** One tag of a restarted node was trusted (CP-15). */
  default void trusted() {}
}
