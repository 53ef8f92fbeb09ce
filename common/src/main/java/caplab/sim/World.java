package caplab.sim;

import caplab.protocol.Agenda;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Virtual time and the one source of randomness of a simulation. Events run in the order of their
 * time, ties in the order they were scheduled, so a seed names a schedule.
 */
public final class World {

  private final Agenda agenda = new Agenda();
  private final RandomGenerator random;
  private double now;
  private long events;

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

  /** How many events ran so far. */
  public long events() {
    return events;
  }

  /** Runs {@code action} after {@code delayMs} of virtual time. */
  public Agenda.Entry in(double delayMs, Runnable action) {
    return agenda.add(now + Math.max(0, delayMs), action);
  }

  /** Runs events until the virtual time {@code untilMs}, or until nothing is left. */
  public void runUntil(double untilMs) {
    while (agenda.nextMs() <= untilMs) {
      runNext();
    }
    now = Math.max(now, untilMs);
  }

  /**
   * Runs the next event; until its time nothing happens.
   *
   * @throws java.util.NoSuchElementException if nothing is left
   */
  public void runNext() {
    Agenda.Entry next = agenda.due(Double.POSITIVE_INFINITY).orElseThrow();
    now = next.atMs();
    events++;
    next.run();
  }
}
