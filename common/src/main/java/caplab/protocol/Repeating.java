package caplab.protocol;

import java.util.function.Consumer;

/**
 * Work that is done again and again on an event loop: each turn says how long to rest after it, and
 * a nudge cuts the rest short. A turn that fails is told of, rests, and is followed by the next.
 */
public final class Repeating {

  private static final double AFTER_A_FAULT_MS = 1_000;

  /** The work; it ends by {@link Turn#rest}, at once or later. */
  @FunctionalInterface
  public interface Work {
    void begin(Turn turn);
  }

  private final EventLoop loop;
  private final Work work;
  private EventLoop.Timer next = () -> {};
  private boolean busy;
  private boolean nudged;
  private boolean stopped;

  public Repeating(EventLoop loop, Work work) {
    this.loop = loop;
    this.work = work;
  }

  /** Begins the next turn now; if one is going on, right after it. */
  public void nudge() {
    nudged = true;
    if (!busy) {
      begin();
    }
  }

  /** Begins the first turn after a while. */
  public void startIn(double ms) {
    next = loop.in(ms, this::begin);
  }

  /** Ends it; a turn that is going on is the last one. */
  public void stop() {
    stopped = true;
    next.cancel();
  }

  private void begin() {
    next.cancel();
    if (stopped) {
      return;
    }
    busy = true;
    nudged = false;
    Turn turn = new Turn();
    turn.guarded(() -> work.begin(turn));
  }

  /** One turn of the work. */
  public final class Turn {
    private boolean over;

    private Turn() {}

    /** The turn is over. */
    public void rest(double ms) {
      if (over) {
        return;
      }
      over = true;
      busy = false;
      if (!stopped) {
        next = loop.in(nudged ? 0 : ms, Repeating.this::begin);
      }
    }

    /** The turn is over, and the next one begins with a nudge. */
    public void awaitNudge() {
      if (nudged) {
        rest(0);
      } else if (!over) {
        over = true;
        busy = false;
      }
    }

    /** Goes on with an outcome; a fault in that ends the turn, not the work. */
    public <O> Consumer<O> then(Consumer<? super O> then) {
      return outcome -> guarded(() -> then.accept(outcome));
    }

    private void guarded(Runnable step) {
      try {
        step.run();
      } catch (RuntimeException | Error fault) {
        loop.faulty(fault);
        rest(AFTER_A_FAULT_MS);
      }
    }
  }
}
