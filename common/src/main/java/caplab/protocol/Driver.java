package caplab.protocol;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Carries protocols out in real time, for callers that can afford to park: messages go to the
 * replicas, answers come back as events, one at a time per protocol. It owns no thread: events run
 * on the thread that brings them, the caller keeps the time and is woken by the outcome.
 */
public final class Driver {

  private final LongSupplier nowMs;
  private final RandomGenerator random;
  private final Duration nodeTimeout;

  /**
   * @param nowMs a monotonic clock in milliseconds
   * @param random draws the back-offs; safe for any number of threads
   * @param nodeTimeout how long one node may take to answer one message, if the patience of the Ask
   *     is not shorter
   */
  public Driver(LongSupplier nowMs, RandomGenerator random, Duration nodeTimeout) {
    this.nowMs = nowMs;
    this.random = random;
    this.nodeTimeout = nodeTimeout;
  }

  /**
   * Runs a protocol to its end and returns its outcome; parks the calling (virtual) thread
   * meanwhile. All messages of an Ask are sent before its first answer is fed; after Done nothing
   * is sent. A phase that stays past its patience gets the next Timeout after the same patience.
   *
   * @param first the first step; a caller whose core shares memory makes it under {@code monitor}
   * @param replicas every replica that the protocol may ask, by name
   * @param monitor held while a phase sees an event: protocols that share mutable memory share it
   * @throws RuntimeException what a phase or a replica threw, which only a fault in them does
   */
  public <Q, R, O> O run(
      Step<Q, R, O> first, Map<String, ? extends Replica<Q, R>> replicas, Object monitor) {
    return new Execution<Q, R, O>(this, replicas, monitor).run(first);
  }

  long nowMs() {
    return nowMs.getAsLong();
  }

  /** A random back-off of at most {@code mostMs}, in milliseconds. */
  long backOffMs(long mostMs) {
    return mostMs <= 0 ? 0 : random.nextLong(mostMs + 1);
  }

  /** How long a node may take to answer a message of an Ask with this patience. */
  Duration timeout(long patienceMs) {
    return patienceMs < nodeTimeout.toMillis()
        ? Duration.ofMillis(Math.max(1, patienceMs))
        : nodeTimeout;
  }
}
