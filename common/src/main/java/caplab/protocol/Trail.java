package caplab.protocol;

import java.util.Map;

/**
 * Follows an operation through its rounds, for whoever draws it. What runs on an event loop hands
 * it on and asks nothing of it.
 */
public interface Trail<Q, R> {

  /** These messages go out now, as one Ask; in a turn. */
  Round<R> round(Map<String, Q> messages);

  /** One Ask on its way. */
  interface Round<R> {

    /** What became of one of its messages, perhaps after the round is over; on any thread. */
    void heard(Event<R> event);

    /** The protocol goes on, and waits for no further answer of the round; in a turn. */
    void over();
  }
}
