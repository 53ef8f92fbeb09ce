package caplab.node;

import java.util.List;
import java.util.Optional;

/**
 * What an instance knows of a node without asking it.
 *
 * @param connected whether a connection is up now
 * @param address host and port as configured, without credentials
 * @param runId Redis's run_id on the newest connection
 * @param version Redis's version
 * @param latencyMs a recent round trip in milliseconds
 * @param queued calls waiting or in flight
 * @param queueLimit how many may wait
 * @param unsafeSettings settings of the node that weaken the promises, one sentence each
 * @param refusesWrites the node's own words if it answers but takes no write now
 * @param trouble why there is no connection, if an attempt told
 */
public record NodeStatus(
    boolean connected,
    String address,
    Optional<String> runId,
    Optional<String> version,
    Optional<Double> latencyMs,
    int queued,
    int queueLimit,
    List<String> unsafeSettings,
    Optional<String> refusesWrites,
    Optional<Trouble> trouble) {

  /**
   * Why a node cannot be used.
   *
   * @param words the server's own where it said something
   */
  public record Trouble(ConnectFault fault, String words) {}

  /** Of a node that has none. */
  public NodeStatus(
      boolean connected,
      String address,
      Optional<String> runId,
      Optional<String> version,
      Optional<Double> latencyMs,
      int queued,
      int queueLimit,
      List<String> unsafeSettings) {
    this(
        connected,
        address,
        runId,
        version,
        latencyMs,
        queued,
        queueLimit,
        unsafeSettings,
        Optional.empty(),
        Optional.empty());
  }
}
