package caplab.protocol;

import java.util.Map;

/**
 * What a protocol in progress wants next. A pure core returns steps; a driver, real or simulated,
 * carries them out and feeds the {@link Event}s back.
 *
 * @param <Q> what is asked of a replica
 * @param <R> what a replica answers
 * @param <O> what the protocol ends with
 */
public sealed interface Step<Q, R, O> {

  /**
   * Send one message to each node named; then feed {@link Event.Answered} as answers arrive, {@link
   * Event.Silent} for a node that will not answer, and {@link Event.Timeout} when {@code
   * patienceMs} have passed. Answers to an earlier Ask of the same protocol are dropped by the
   * driver.
   */
  record Ask<Q, R, O>(Map<String, Q> messages, long patienceMs, Phase<Q, R, O> then)
      implements Step<Q, R, O> {}

  /** Nothing new to send; go on waiting for the Ask in progress. */
  record Stay<Q, R, O>(Phase<Q, R, O> then) implements Step<Q, R, O> {}

  /** Back off for a random time up to {@code mostMs}, then feed {@link Event.Timeout}. */
  record Pause<Q, R, O>(long mostMs, Phase<Q, R, O> then) implements Step<Q, R, O> {}

  /** The protocol ended. */
  record Done<Q, R, O>(O outcome) implements Step<Q, R, O> {}
}
