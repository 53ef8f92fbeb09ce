package caplab.node;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Whether this process has memory for a large answer of a node (B-4). Nobody knows before how large
 * the values are that are asked for, nor who else waits for some: so it is the heap itself that is
 * asked, by its old generation, where what lives on ends up. Safe for any number of threads.
 */
final class Heap {

  private static final double FULL = 0.7;

  private static final long COLLECT_EACH_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** The old generation alone has a threshold that its use can be held against. */
  private static final Optional<MemoryPoolMXBean> OLD =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
          .findFirst();

  private static final AtomicLong COLLECTED = new AtomicLong(System.nanoTime());

  private Heap() {}

  /** What seems full may be garbage: then it is collected first, five times a second at most. */
  static boolean hasRoom() {
    if (!full()) {
      return true;
    }
    long last = COLLECTED.get();
    long now = System.nanoTime();
    if (now - last >= COLLECT_EACH_NANOS && COLLECTED.compareAndSet(last, now)) {
      System.gc();
    }
    return !full();
  }

  private static boolean full() {
    MemoryUsage usage = OLD.map(MemoryPoolMXBean::getUsage).orElse(null);
    return usage != null && usage.getMax() > 0 && usage.getUsed() > FULL * usage.getMax();
  }
}
