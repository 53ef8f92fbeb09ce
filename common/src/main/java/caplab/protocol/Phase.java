package caplab.protocol;

/**
 * A protocol waiting for its next event. A value: the same event on the same phase gives the same
 * step.
 */
@FunctionalInterface
public interface Phase<Q, R, O> {

  /**
   * @param event what happened
   * @param nowMs the driver's monotonic time in milliseconds, for deadlines only
   */
  Step<Q, R, O> on(Event<R> event, long nowMs);
}
