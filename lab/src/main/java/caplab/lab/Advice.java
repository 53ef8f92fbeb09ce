package caplab.lab;

import caplab.lab.trial.PromiseVerdict.Word;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;

/** What to do about a run that could not tell: a machine with other work is no place to judge. */
final class Advice {

  private Advice() {}

  /**
   * A line for people; empty if the run is decided.
   *
   * @param simulated the same run in virtual time, where the experiment allows it
   */
  static Optional<String> about(Word word, Optional<String> simulated) {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return word == Word.UNDECIDED
        ? Optional.of(text(load, Runtime.getRuntime().availableProcessors(), simulated))
        : Optional.empty();
  }

  /**
   * @param load how many threads wanted a core in the last minute; negative if that is not known
   */
  static String text(double load, int cores, Optional<String> simulated) {
    String why =
        load < 0
            ? "the machine was too slow"
            : String.format(Locale.ROOT, "load was %.0f on %d cores", load, cores);
    return "undecided: %s: close programs and run it again%s"
        .formatted(why, simulated.map(it -> ", or run " + it).orElse(""));
  }
}
