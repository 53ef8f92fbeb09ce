package caplab.node;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

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

  /** Whether it is open because calls take long, though they are answered. */
  default boolean slow() {
    return false;
  }

  /** Whether it turns calls away: open, and not asked past. */
  default boolean skips() {
    return state() == State.OPEN;
  }

  /** While {@code needed} holds, calls go past it if it is open for slowness alone. */
  default void askPastWhile(BooleanSupplier needed) {}

  /**
   * Has breakers asked past that are open for slowness alone, while without them fewer than {@code
   * required} are left: a slow answer is better than none (B-1).
   */
  static void require(Collection<? extends Breaker> breakers, int required) {
    List<Breaker> all = List.copyOf(breakers);
    BooleanSupplier needed =
        () -> all.stream().filter(each -> each.state() != State.OPEN).count() < required;
    all.forEach(each -> each.askPastWhile(needed));
  }

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
