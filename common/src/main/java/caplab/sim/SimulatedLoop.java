package caplab.sim;

import caplab.protocol.EventLoop;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * An event loop in virtual time: one life of one process. What it was about to do when it is killed
 * is never done; while it is paused everything waits, and then happens at once.
 */
public final class SimulatedLoop implements EventLoop {

  private static final long WALL_MS = 1_700_000_000_000L;

  private final World world;
  private final long skewMs;
  private final Consumer<Throwable> faults;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private boolean inTurn;
  private boolean paused;
  private boolean killed;

  /**
   * A loop of a process in which no fault is borne: it ends the simulation.
   *
   * @param skewMs by how much the wall clock of its machine is wrong
   */
  public SimulatedLoop(World world, long skewMs) {
    this(
        world,
        skewMs,
        fault -> {
          throw new IllegalStateException("what is simulated is at fault", fault);
        });
  }

  /**
   * @param faults hears of faults in what runs here
   */
  public SimulatedLoop(World world, long skewMs, Consumer<Throwable> faults) {
    this.world = world;
    this.skewMs = skewMs;
    this.faults = faults;
  }

  @Override
  public long nanoTime() {
    return (long) (world.now() * 1e6);
  }

  @Override
  public long wallMs() {
    return WALL_MS + (long) world.now() + skewMs;
  }

  @Override
  public RandomGenerator random() {
    return world.random();
  }

  @Override
  public void execute(Runnable work) {
    if (!killed) {
      waiting.add(work);
      takeTurns();
    }
  }

  @Override
  public Timer in(double delayMs, Runnable work) {
    Delayed delayed = new Delayed(work);
    delayed.entry = world.in(delayMs, delayed);
    return delayed;
  }

  @Override
  public void faulty(Throwable fault) {
    faults.accept(fault);
  }

  /** Ends this life. */
  public void kill() {
    killed = true;
    waiting.clear();
  }

  /** Whether this life goes on. */
  public boolean alive() {
    return !killed;
  }

  public void pause() {
    paused = true;
  }

  /** Everything that waited happens at once. */
  public void resume() {
    paused = false;
    takeTurns();
  }

  private void takeTurns() {
    if (inTurn) {
      return;
    }
    inTurn = true;
    try {
      while (!paused && !waiting.isEmpty()) {
        waiting.remove().run();
      }
    } finally {
      inTurn = false;
    }
  }

  /** Work that a pause may hold back, and that may be cancelled meanwhile. */
  private final class Delayed implements Timer, Runnable {
    private Runnable work;
    private Timer entry = () -> {};

    Delayed(Runnable work) {
      this.work = work;
    }

    @Override
    public void run() {
      execute(() -> work.run());
    }

    @Override
    public void cancel() {
      work = () -> {};
      entry.cancel();
    }
  }
}
