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
 */
public record NodeStatus(
    boolean connected,
    String address,
    Optional<String> runId,
    Optional<String> version,
    Optional<Double> latencyMs,
    int queued,
    int queueLimit,
    List<String> unsafeSettings) {}
