package caplab.lab.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The machine on which it was measured.
 *
 * @param loadBefore how many processes wanted a processor before it began, on average of a minute;
 *     negative if not known
 */
public record Machine(int cores, String processor, String system, double loadBefore) {

  /** This one, now. */
  static Machine here() {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        model(),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  /** {@code 2 cores of AMD EPYC, Linux amd64}. */
  String text() {
    return String.format(
        Locale.ROOT, "%d cores of %s, %s; load %.1f before", cores, processor, system, loadBefore);
  }

  private static String model() {
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("an unnamed processor");
    } catch (IOException elsewhere) {
      return "an unnamed processor";
    }
  }
}
