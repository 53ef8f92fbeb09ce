package caplab.protocol;

import java.util.function.Consumer;

/**
 * A replica as a driver sees it: the in-memory one, a simulated one behind a lossy network, or
 * Redis.
 *
 * @param <Q> request
 * @param <R> reply
 */
public interface Replica<Q, R> {

  /** Its node's name. */
  String name();

  /**
   * Asks without blocking; the callback gets {@link Event.Answered} or {@link Event.Silent}, once.
   */
  void ask(Q request, long timeoutMs, Consumer<Event<R>> callback);
}
