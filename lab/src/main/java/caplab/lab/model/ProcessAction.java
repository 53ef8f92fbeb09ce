package caplab.lab.model;

/** What can be done to a node or a service instance. */
public enum ProcessAction {
  KILL,
  PAUSE,
  RESUME,
  RESTART,
  /** Replaces a service instance; of a process that is the same as a restart. */
  REDEPLOY,
  WIPE,
  /** Keeps a copy of a running node's disk. */
  KEEP,
  /** Kills a node and starts it on the copy, as an old backup would. */
  ROLLBACK
}
