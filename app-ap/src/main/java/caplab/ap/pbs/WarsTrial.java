package caplab.ap.pbs;

/**
 * One write and one read of the same key after it, message by message: the four latencies of WARS
 * per replica. Filled anew for each trial, for there are many.
 */
final class WarsTrial {

  /** When each replica has the write, since the write began (W). */
  final double[] written;

  /** When the coordinator has each replica's acknowledgement (W + A); infinite if it waits not. */
  final double[] acknowledged;

  /** When the read reaches each replica, since the read began (R). */
  final double[] asked;

  /** When the coordinator has each replica's response (R + S); infinite if it asks it not. */
  final double[] answered;

  WarsTrial(int replicas) {
    written = new double[replicas];
    acknowledged = new double[replicas];
    asked = new double[replicas];
    answered = new double[replicas];
  }
}
