package caplab.node;

import java.time.Duration;
import java.util.Optional;

/** A breaker that only an operator moves. */
public final class FakeBreaker implements Breaker {

  private volatile boolean open;

  @Override
  public State state() {
    return open ? State.OPEN : State.CLOSED;
  }

  @Override
  public boolean forced() {
    return open;
  }

  @Override
  public Optional<Duration> nextAttemptIn() {
    return Optional.empty();
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
