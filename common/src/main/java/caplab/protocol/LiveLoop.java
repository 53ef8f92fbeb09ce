package caplab.protocol;

import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * An event loop in real time. It has no thread of its own for turns: whoever brings work while none
 * is done does it, and what others bring meanwhile, up to a limit; so an answer is worked off by
 * the thread that read it, without a hand-over. One thread keeps the time.
 */
public final class LiveLoop implements EventLoop, AutoCloseable {

  /** So many turns in a row, then another thread takes over, so that nobody serves others long. */
  private static final int TURNS_MOST = 64;

  /** How long beyond the time given an outcome may still come before it is given up. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final RandomGenerator random;
  private final Consumer<Throwable> faults;
  private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final Thread clock = Thread.ofPlatform().daemon().name("clock").unstarted(this::keepTime);

  /** Touched in turns only. */
  private final Agenda agenda = new Agenda();

  /** When the clock is to look again. */
  private volatile double nextMs = Double.POSITIVE_INFINITY;

  private volatile double clockWakesMs = Double.NEGATIVE_INFINITY;
  private volatile boolean closed;

  /**
   * @param random drawn from in turns only
   * @param faults hears of faults in what runs here
   */
  public LiveLoop(RandomGenerator random, Consumer<Throwable> faults) {
    this.random = random;
    this.faults = faults;
    clock.start();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public long wallMs() {
    return System.currentTimeMillis();
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public void execute(Runnable work) {
    inbox.add(work);
    if (waiting.getAndIncrement() == 0) {
      takeTurns();
    }
  }

  @Override
  public Timer in(double delayMs, Runnable work) {
    Timer timer = agenda.add(System.nanoTime() / 1e6 + Math.max(0, delayMs), work);
    told();
    return timer;
  }

  @Override
  public void faulty(Throwable fault) {
    faults.accept(fault);
  }

  /**
   * Starts something in a turn and parks the calling thread until it ends.
   *
   * @param operation gets whom to tell the outcome
   * @param most how long it may take
   * @throws IllegalStateException if no outcome came in that time and a few seconds more, which
   *     only a fault in the operation makes
   */
  public <T> T await(Consumer<Consumer<T>> operation, Duration most) {
    Waiter<T> waiter = new Waiter<>(operation);
    execute(waiter);
    return waiter.outcome(System.nanoTime() + most.plus(GRACE).toNanos());
  }

  /** Computes something in a turn, so that nothing else touches the state meanwhile. */
  public <T> T call(Supplier<T> question) {
    return await(then -> then.accept(question.get()), Duration.ZERO);
  }

  private static final class Waiter<T> implements Runnable, Consumer<T> {
    private final Consumer<Consumer<T>> operation;
    private final Thread caller = Thread.currentThread();
    private T outcome;
    private RuntimeException fault;
    private volatile boolean over;

    Waiter(Consumer<Consumer<T>> operation) {
      this.operation = operation;
    }

    @Override
    public void run() {
      try {
        operation.accept(this);
      } catch (RuntimeException e) {
        fault = e;
        end();
      }
    }

    @Override
    public void accept(T result) {
      outcome = result;
      end();
    }

    private void end() {
      over = true;
      LockSupport.unpark(caller);
    }

    T outcome(long untilNanos) {
      boolean interrupted = false;
      while (!over) {
        long left = untilNanos - System.nanoTime();
        if (left <= 0) {
          throw new IllegalStateException("an operation did not end in its time");
        }
        LockSupport.parkNanos(this, left);
        interrupted |= Thread.interrupted();
      }
      if (interrupted) {
        caller.interrupt();
      }
      if (fault != null) {
        throw fault;
      }
      return outcome;
    }
  }

  /** Called with at least one turn waiting: takes them until none is left, or hands them over. */
  private void takeTurns() {
    int left = TURNS_MOST;
    do {
      if (left-- == 0) {
        Thread.ofVirtual().name("turns").start(this::takeTurns);
        return;
      }
      guarded(inbox.poll());
    } while (waiting.decrementAndGet() > 0);
  }

  private void guarded(Runnable turn) {
    try {
      turn.run();
    } catch (RuntimeException | Error fault) {
      faults.accept(fault);
    }
  }

  /** In a turn: lets the clock know when it is needed next. */
  private void told() {
    double next = agenda.nextMs();
    if (next != nextMs) {
      nextMs = next;
    }
    if (next < clockWakesMs) {
      LockSupport.unpark(clock);
    }
  }

  private void keepTime() {
    while (!closed) {
      double due = nextMs;
      clockWakesMs = due;
      double left = due - System.nanoTime() / 1e6;
      if (left <= 0) {
        clockWakesMs = Double.NEGATIVE_INFINITY;
        nextMs = Double.POSITIVE_INFINITY;
        execute(this::workOffAgenda);
      } else if (nextMs == due) {
        LockSupport.parkNanos(this, left > 1e12 ? Long.MAX_VALUE : (long) (left * 1e6) + 1);
      }
    }
  }

  private void workOffAgenda() {
    double now = System.nanoTime() / 1e6;
    for (Optional<Agenda.Entry> entry = agenda.due(now);
        entry.isPresent();
        entry = agenda.due(now)) {
      guarded(entry.get()::run);
    }
    told();
  }

  /** What waits for its time is not done any more. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(clock);
  }
}
