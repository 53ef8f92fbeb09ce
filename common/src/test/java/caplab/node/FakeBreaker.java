package caplab.node;

import java.time.Duration;
import java.util.Optional;

/** A breaker that only an operator moves. */
public final class FakeBreaker implements Breaker {

  private final State first;
  private final Optional<Duration> next;
  private volatile boolean open;

  public FakeBreaker() {
    this(State.CLOSED, Optional.empty());
  }

  /**
   * @param first how it stands until an operator moves it
   * @param next when a probe is due
   */
  public FakeBreaker(State first, Optional<Duration> next) {
    this.first = first;
    this.next = next;
  }

  @Override
  public State state() {
    return open ? State.OPEN : first;
  }

  @Override
  public boolean forced() {
    return open;
  }

  @Override
  public Optional<Duration> nextAttemptIn() {
    return next;
  }

  @Override
  public Optional<Double> failureRate() {
    return Optional.empty();
  }

  @Override
  public void close() {
    open = false;
  }

  @Override
  public void open() {
    open = true;
  }

  @Override
  public void reset() {
    open = false;
  }
}
