package caplab.sim;

import java.util.PriorityQueue;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Virtual time and the one source of randomness of a simulation. Events run in the order of their
 * time, ties in the order they were scheduled, so a seed names a schedule.
 */
public final class World {

  private record Entry(double at, long order, Runnable action) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int byTime = Double.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final PriorityQueue<Entry> agenda = new PriorityQueue<>();
  private final RandomGenerator random;
  private double now;
  private long order;

  public World(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** Virtual milliseconds since the start. */
  public double now() {
    return now;
  }

  public RandomGenerator random() {
    return random;
  }

  /** Runs {@code action} after {@code delayMs} of virtual time. */
  public void in(double delayMs, Runnable action) {
    agenda.add(new Entry(now + Math.max(0, delayMs), order++, action));
  }

  /** Runs events until the virtual time {@code untilMs}, or until nothing is left. */
  public void runUntil(double untilMs) {
    while (!agenda.isEmpty() && agenda.peek().at() <= untilMs) {
      Entry next = agenda.poll();
      now = next.at();
      next.action().run();
    }
    now = Math.max(now, untilMs);
  }
}
