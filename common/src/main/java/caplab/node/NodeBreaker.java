package caplab.node;

import caplab.node.NodeSettings.BreakerSettings;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Resilience4j's breaker, with two changes: an OPEN breaker tries nothing at a user's expense, only
 * a background probe that succeeded moves it to HALF_OPEN; and an operator can hold it open.
 * Whoever sends asks {@link #permits} first and tells how the call ended (B-1).
 */
public final class NodeBreaker implements Breaker {

  /** Long enough that OPEN never ends by itself. */
  private static final Duration UNTIL_PROBED = Duration.ofDays(3650);

  private static final Throwable FAILED = new NodeFailed();

  private static final class NodeFailed extends Exception {
    private static final long serialVersionUID = 1;

    NodeFailed() {
      super("the node did not serve", null, false, false);
    }
  }

  private final CircuitBreaker circuit;
  private final Duration open;
  private final long slowNanos;
  private final double failureRate;
  private final int halfOpenCalls;
  private final NodeListener listener;
  private final LongSupplier nanoTime;
  private final AtomicReference<State> seen = new AtomicReference<>(State.CLOSED);
  private volatile boolean forced;
  private volatile boolean slow;
  private volatile BooleanSupplier needed = () -> false;
  private volatile long nextProbeNanos;

  NodeBreaker(
      String node,
      BreakerSettings settings,
      CircuitBreakerRegistry circuits,
      NodeListener listener) {
    this(node, settings, circuits, listener, System::nanoTime);
  }

  /**
   * A breaker that nobody else hears of, in a time of one's own.
   *
   * @param nanoTime monotonic, in nanoseconds
   */
  public static NodeBreaker timed(String node, BreakerSettings settings, LongSupplier nanoTime) {
    return new NodeBreaker(
        node, settings, CircuitBreakerRegistry.ofDefaults(), NodeListener.SILENT, nanoTime);
  }

  private NodeBreaker(
      String node,
      BreakerSettings settings,
      CircuitBreakerRegistry circuits,
      NodeListener listener,
      LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.open = settings.open();
    this.slowNanos = settings.slowCall().toNanos();
    this.failureRate = settings.failureRate();
    this.halfOpenCalls = settings.halfOpenCalls();
    this.listener = listener;
    this.circuit = circuits.circuitBreaker(node, config(settings, nanoTime));
  }

  @Override
  public State state() {
    return forced ? State.OPEN : state(circuit.getState());
  }

  @Override
  public boolean slow() {
    return slow && !forced && state() == State.OPEN;
  }

  @Override
  public boolean skips() {
    return state() == State.OPEN && !(slow() && needed.getAsBoolean());
  }

  @Override
  public void askPastWhile(BooleanSupplier itIsNeeded) {
    needed = itIsNeeded;
  }

  @Override
  public boolean forced() {
    return forced;
  }

  @Override
  public Optional<Duration> nextAttemptIn() {
    if (forced || state() != State.OPEN) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos(Math.max(0, nextProbeNanos - nanoTime.getAsLong())));
  }

  @Override
  public Optional<Double> failureRate() {
    float rate = circuit.getMetrics().getFailureRate();
    return rate < 0 ? Optional.empty() : Optional.of((double) rate);
  }

  @Override
  public void close() {
    forced = false;
    circuit.transitionToClosedState();
    changed();
  }

  @Override
  public void open() {
    forced = true;
    circuit.transitionToForcedOpenState();
    changed();
  }

  @Override
  public void reset() {
    forced = false;
    circuit.reset();
    changed();
  }

  /** Whether a call may be sent now; if so its end must be told. Takes microseconds. */
  public boolean permits() {
    return !forced && circuit.tryAcquirePermission();
  }

  /** The permitted call was answered after this long. */
  public void served(long nanos) {
    circuit.onSuccess(nanos, TimeUnit.NANOSECONDS);
    changed();
  }

  /** The permitted call was not, or the node is in no state to serve. */
  public void failed(long nanos) {
    circuit.onError(nanos, TimeUnit.NANOSECONDS, FAILED);
    changed();
  }

  /** The permitted call told nothing of the node. */
  public void untold() {
    circuit.releasePermission();
  }

  /** True once per interval while OPEN: the caller must probe the node now. */
  public boolean probeDue(long nowNanos) {
    boolean due = !forced && state() == State.OPEN && nowNanos - nextProbeNanos >= 0;
    if (due) {
      nextProbeNanos = nowNanos + open.toNanos();
    }
    return due;
  }

  /** When {@link #probeDue} is next true while OPEN. */
  long nextProbeNanos() {
    return nextProbeNanos;
  }

  /**
   * The probe of an OPEN breaker was answered after this long: unless that is what it calls slow,
   * some trial calls may decide.
   */
  public void probed(long nanos) {
    slow = nanos > slowNanos;
    if (!slow && !forced && state() == State.OPEN) {
      circuit.transitionToHalfOpenState();
      changed();
    }
  }

  /** The probe of an OPEN breaker was not answered, or not by a node that serves. */
  public void probeFailed() {
    slow = false;
  }

  /** How many trial calls decide when HALF_OPEN. */
  public int halfOpenCalls() {
    return halfOpenCalls;
  }

  /**
   * Called after whatever may have changed the state. Its own events would tell the same, but cost
   * each call an object and a look at the wall clock.
   */
  private void changed() {
    State from = seen.get();
    for (State to = state(circuit.getState()); from != to; to = state(circuit.getState())) {
      if (seen.compareAndSet(from, to)) {
        if (to == State.OPEN) {
          nextProbeNanos = nanoTime.getAsLong() + open.toNanos();
          slow = circuit.getMetrics().getFailureRate() < failureRate;
        }
        listener.breakerChanged(circuit.getName(), from, to, forced);
      }
      from = seen.get();
    }
  }

  private static State state(CircuitBreaker.State state) {
    return switch (state) {
      case CLOSED, DISABLED, METRICS_ONLY -> State.CLOSED;
      case HALF_OPEN -> State.HALF_OPEN;
      case OPEN, FORCED_OPEN -> State.OPEN;
    };
  }

  private static CircuitBreakerConfig config(BreakerSettings settings, LongSupplier nanoTime) {
    return CircuitBreakerConfig.custom()
        .slidingWindow(
            settings.window(),
            Math.min(settings.minimumCalls(), settings.window()),
            SlidingWindowType.COUNT_BASED)
        .failureRateThreshold((float) settings.failureRate())
        .slowCallRateThreshold((float) settings.failureRate())
        .slowCallDurationThreshold(settings.slowCall())
        .permittedNumberOfCallsInHalfOpenState(settings.halfOpenCalls())
        .waitDurationInOpenState(UNTIL_PROBED)
        .currentTimestampFunction(clock -> nanoTime.getAsLong(), TimeUnit.NANOSECONDS)
        .build();
  }
}
