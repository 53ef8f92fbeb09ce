package caplab.ap.core;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;

/** What schedules did, all in all: a simulation in which nothing happens proves nothing. */
final class Tally {

  private final AtomicLong schedules = new AtomicLong();
  private final AtomicLong seconds = new AtomicLong();
  private final AtomicLong events = new AtomicLong();
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong resyncs = new AtomicLong();
  private final AtomicLong repaired = new AtomicLong();
  private final LongAccumulator serves = new LongAccumulator(Math::max, 0);
  private final LongAccumulator equal = new LongAccumulator(Math::max, 0);

  void add(Schedule schedule) {
    Cluster cluster = schedule.cluster();
    schedules.incrementAndGet();
    seconds.addAndGet((long) cluster.world.now() / 1_000);
    events.addAndGet(cluster.world.events());
    written.addAndGet(cluster.history.done().size());
    acknowledged.addAndGet(cluster.history.acknowledged().size());
    cluster.instances.forEach(instance -> {
      resyncs.addAndGet(instance.resyncs);
      repaired.addAndGet(instance.repaired);
    });
    serves.accumulate((long) schedule.servesMs());
    equal.accumulate((long) schedule.equalMs());
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d schedules of app-ap: %d virtual seconds, %d events, %d writes (%d acknowledged), %d"
            + " resyncs, %d keys repaired; after a heal all served within %.1f s, all were equal"
            + " within %.1f s",
        schedules.get(),
        seconds.get(),
        events.get(),
        written.get(),
        acknowledged.get(),
        resyncs.get(),
        repaired.get(),
        serves.get() / 1_000.0,
        equal.get() / 1_000.0);
  }
}
