package caplab.observe;

import com.sun.management.UnixOperatingSystemMXBean;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files, sockets among them, that this process has open, and may have: as micrometer's own binder,
 * which counts them one by one, a tenth of a scrape. Linux tells their number from 6.2 on.
 */
final class OpenFiles implements MeterBinder {

  private static final Path OURS = Path.of("/proc/self/fd");

  @Override
  public void bindTo(MeterRegistry registry) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      Gauge.builder("process.files.open", unix, OpenFiles::open)
          .description("The open file descriptor count")
          .baseUnit("files")
          .register(registry);
      Gauge.builder("process.files.max", unix, UnixOperatingSystemMXBean::getMaxFileDescriptorCount)
          .description("The maximum file descriptor count")
          .baseUnit("files")
          .register(registry);
    }
  }

  /** How many there are now. */
  static long open(UnixOperatingSystemMXBean unix) {
    try {
      long told = Files.isDirectory(OURS) ? Files.size(OURS) : 0;
      return told > 0 ? told : unix.getOpenFileDescriptorCount();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
