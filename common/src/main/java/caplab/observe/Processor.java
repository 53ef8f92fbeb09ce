package caplab.observe;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/**
 * The share that this process had of all processors since it was last asked. The JDK's own answer
 * reads several files of the container each time.
 */
final class Processor implements Supplier<Number> {

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private long atNs = System.nanoTime();
  private long usedNs = system.getProcessCpuTime();

  @Override
  public synchronized Number get() {
    long elapsedNs = System.nanoTime() - atNs;
    long moreNs = system.getProcessCpuTime() - usedNs;
    atNs += elapsedNs;
    usedNs += moreNs;
    return (double) moreNs / elapsedNs / system.getAvailableProcessors();
  }
}
