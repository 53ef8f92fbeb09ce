package caplab.protocol;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What an instance of a service runs on: time, randomness, and turns taken one at a time, so that
 * its state needs no lock. {@link LiveLoop} runs in real time, {@code caplab.sim.SimulatedLoop} in
 * virtual time; what runs on a loop cannot tell which.
 *
 * <p>All methods but {@link #execute} are called from within a turn.
 */
public interface EventLoop {

  /** Work that waits for its time; cancelled work is not done. */
  interface Timer {
    void cancel();
  }

  /** The monotonic clock in nanoseconds, for durations. */
  long nanoTime();

  /** The monotonic clock in milliseconds, for deadlines. */
  default long nowMs() {
    return Math.floorDiv(nanoTime(), 1_000_000L);
  }

  /** The wall clock in milliseconds since 1970; it may be wrong, and may step. */
  long wallMs();

  /** The one source of randomness. */
  RandomGenerator random();

  /** Does this in a turn of its own: at once if none is going on, else after it. Any thread may. */
  void execute(Runnable work);

  /** Does this in a turn of its own after a while. */
  Timer in(double delayMs, Runnable work);

  /** Tells of a fault in what runs here, which goes on all the same. */
  void faulty(Throwable fault);

  /**
   * Carries a protocol out. All messages of an Ask are sent before its first answer is fed; a phase
   * that stays past its patience gets the next Timeout after the same patience; after Done nothing
   * is sent.
   *
   * @param replicas every replica that the protocol may ask, by name
   * @param otherwise what to end with if the protocol itself is at fault, which is told to {@link
   *     #faulty}
   * @param then hears the outcome, once, in a turn
   */
  default <Q, R, O> void run(
      Step<Q, R, O> first,
      Map<String, ? extends Replica<Q, R>> replicas,
      Supplier<? extends O> otherwise,
      Consumer<? super O> then) {
    new Conversation<Q, R, O>(this, replicas, otherwise, then).begin(first);
  }

  /**
   * The same, and the trail hears how it goes.
   *
   * @param trail empty if nobody follows: then it costs nothing
   */
  default <Q, R, O> void run(
      Step<Q, R, O> first,
      Map<String, ? extends Replica<Q, R>> replicas,
      Optional<Trail<Q, R>> trail,
      Supplier<? extends O> otherwise,
      Consumer<? super O> then) {
    if (trail.isEmpty()) {
      run(first, replicas, otherwise, then);
    } else {
      Followed<Q, R> followed = new Followed<>(trail.get());
      run(followed.step(first), followed.replicas(replicas), otherwise, followed.ending(then));
    }
  }
}
