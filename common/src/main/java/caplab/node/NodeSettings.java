package caplab.node;

import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;

/**
 * How an instance talks to its nodes.
 *
 * @param networkTimeout how long one node may take to answer or to be connected to; a connection
 *     whose oldest call waits longer is replaced
 * @param queueLimit calls that may wait or be in flight at one node; more are refused (B-4)
 * @param breaker when a node is skipped, and for how long
 * @param strict whether a node is left out whose own settings weaken the promises (CP-18)
 * @param tls makes the sockets of {@code rediss} nodes; empty trusts what the JDK trusts
 */
public record NodeSettings(
    Duration networkTimeout,
    int queueLimit,
    BreakerSettings breaker,
    boolean strict,
    Optional<SSLSocketFactory> tls) {

  /** Enough for some thousand requests at once; each slot may hold one value in memory. */
  public static final int QUEUE_LIMIT = 4096;

  /** The documented defaults, with {@code CIRCUIT_SLOW_CALL_MS} at half the timeout. */
  public static NodeSettings of(Duration networkTimeout) {
    return new NodeSettings(
        networkTimeout, QUEUE_LIMIT, BreakerSettings.of(networkTimeout), false, Optional.empty());
  }

  /** The same with these sockets for {@code rediss} nodes. */
  public NodeSettings encryptedBy(SSLSocketFactory sockets) {
    return new NodeSettings(networkTimeout, queueLimit, breaker, strict, Optional.of(sockets));
  }

  /**
   * The {@code CIRCUIT_*} settings.
   *
   * @param failureRate share of failed, or of slow, calls in percent that opens the breaker
   * @param slowCall a call that takes longer is slow
   * @param window how many of the last calls are counted
   * @param minimumCalls below so many calls the breaker never opens
   * @param open time between two probes of an open breaker
   * @param halfOpenCalls trial calls that decide between CLOSED and OPEN again
   */
  public record BreakerSettings(
      double failureRate,
      Duration slowCall,
      int window,
      int minimumCalls,
      Duration open,
      int halfOpenCalls) {

    /** The documented defaults for a network timeout. */
    public static BreakerSettings of(Duration networkTimeout) {
      return new BreakerSettings(50, networkTimeout.dividedBy(2), 20, 5, Duration.ofSeconds(2), 3);
    }
  }
}
