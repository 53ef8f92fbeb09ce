package caplab.protocol;

import java.util.Map;
import java.util.function.BiFunction;

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

  /** Back off for a random time between these, then feed {@link Event.Timeout}. */
  record Pause<Q, R, O>(long leastMs, long mostMs, Phase<Q, R, O> then) implements Step<Q, R, O> {}

  /** The protocol ended. */
  record Done<Q, R, O>(O outcome) implements Step<Q, R, O> {}

  /**
   * This protocol, and then another that begins with its outcome.
   *
   * @param nowMs the driver's time of this step
   * @param next from the outcome and the time it came at
   */
  default <P> Step<Q, R, P> then(long nowMs, BiFunction<O, Long, Step<Q, R, P>> next) {
    return switch (this) {
      case Ask<Q, R, O>(Map<String, Q> messages, long patienceMs, Phase<Q, R, O> phase) ->
          new Ask<>(messages, patienceMs, chained(phase, next));
      case Stay<Q, R, O>(Phase<Q, R, O> phase) -> new Stay<>(chained(phase, next));
      case Pause<Q, R, O>(long leastMs, long mostMs, Phase<Q, R, O> phase) ->
          new Pause<>(leastMs, mostMs, chained(phase, next));
      case Done<Q, R, O>(O outcome) -> next.apply(outcome, nowMs);
    };
  }

  private static <Q, R, O, P> Phase<Q, R, P> chained(
      Phase<Q, R, O> phase, BiFunction<O, Long, Step<Q, R, P>> next) {
    return (event, nowMs) -> phase.on(event, nowMs).then(nowMs, next);
  }
}
