package caplab.node;

import java.time.Duration;
import java.util.Optional;

/** The circuit breaker of one node at one instance, as operators and refusals see it. */
public interface Breaker {

  /** The states a breaker can be in; {@link #gauge} is the number that Prometheus sees. */
  enum State {
    CLOSED(0),
    HALF_OPEN(1),
    OPEN(2);

    /** 0 CLOSED, 1 HALF_OPEN, 2 OPEN. */
    public final int gauge;

    State(int gauge) {
      this.gauge = gauge;
    }
  }

  State state();

  /** Whether an operator holds it open until {@link #close} or {@link #reset}. */
  boolean forced();

  /** The time until the background probe next tries the node; empty unless OPEN and not forced. */
  Optional<Duration> nextAttemptIn();

  /**
   * Share of failed calls in the window, in percent, or empty below the minimum number of calls.
   */
  Optional<Double> failureRate();

  void close();

  /** Holds the breaker open until {@link #close} or {@link #reset}. */
  void open();

  /** CLOSED with an empty window. */
  void reset();
}
