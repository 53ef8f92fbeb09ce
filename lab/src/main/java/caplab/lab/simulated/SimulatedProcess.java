package caplab.lab.simulated;

import caplab.sim.World;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A process of a service: what it does next happens only if it still lives, and once it is awake.
 */
final class SimulatedProcess {

  private final World world;
  private final int zone;
  private final Deque<Runnable> backlog = new ArrayDeque<>();
  private int life;
  private boolean up = true;
  private boolean paused;

  SimulatedProcess(World world, int zone) {
    this.world = world;
    this.zone = zone;
  }

  /** The number of its zone, from 1. */
  int zone() {
    return zone;
  }

  boolean up() {
    return up;
  }

  /** Names the present life, for {@link #resumed}. */
  int life() {
    return life;
  }

  /** Milliseconds of its monotonic clock. */
  long nowMs() {
    return (long) world.now();
  }

  /** Runs this after a while, unless the process has died by then. */
  void in(double delayMs, Runnable action) {
    int mine = life;
    world.in(delayMs, () -> resumed(mine, action));
  }

  /** Runs this now if the life that asked for it goes on, later if it is paused. */
  void resumed(int of, Runnable action) {
    if (!up || of != life) {
      return;
    }
    if (paused) {
      backlog.add(() -> resumed(of, action));
    } else {
      action.run();
    }
  }

  void kill() {
    up = false;
    paused = false;
    life++;
    backlog.clear();
  }

  void start() {
    up = true;
  }

  void pause() {
    paused = true;
  }

  /** Everything that waited happens at once. */
  void resume() {
    paused = false;
    while (!paused && !backlog.isEmpty()) {
      backlog.remove().run();
    }
  }
}
