package caplab.lab.measure;

import caplab.lab.history.Event;
import caplab.lab.history.Event.F;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What an operation takes while nothing is wrong: the second half of PACELC (Abadi, 2012: else,
 * latency or consistency). From the client's request to its answer, in milliseconds, three
 * significant digits.
 *
 * @param count answers measured
 */
public record Latencies(
    long count, double p50Ms, double p95Ms, double p99Ms, double maxMs, double meanMs) {

  /** Connections are found anew and breakers close again for so long after a heal. */
  private static final double AFTERMATH_MS = 5_000;

  private static final long LONGEST_US = TimeUnit.MINUTES.toMicros(10);

  /**
   * Measures the operations served, each by its name in a history ({@code read}, {@code write}, …),
   * that were under way neither during a fault nor within 5 s after its heal.
   *
   * @param mode {@code cp} or {@code ap}
   */
  public static SortedMap<String, Latencies> withoutFault(
      List<Event> history, String mode, Collection<FaultWindow> faults) {
    List<FaultWindow> disturbed =
        faults.stream()
            .map(w -> new FaultWindow(w.name(), w.target(), w.fromMs(), w.toMs() + AFTERMATH_MS))
            .toList();
    SortedMap<F, Histogram> histograms = new TreeMap<>();
    for (Call call : Call.of(history, mode)) {
      if (call.fate() == Call.Fate.SERVED && !FaultWindow.during(call, disturbed)) {
        long us = Math.round(1e3 * (call.endedMs() - call.invokedMs()));
        histograms
            .computeIfAbsent(call.f(), f -> new Histogram(LONGEST_US, 3))
            .recordValue(Math.clamp(us, 0, LONGEST_US));
      }
    }
    SortedMap<String, Latencies> latencies = new TreeMap<>();
    histograms.forEach((f, h) -> latencies.put(f.name().toLowerCase(Locale.ROOT), of(h)));
    return latencies;
  }

  private static Latencies of(Histogram us) {
    return new Latencies(
        us.getTotalCount(),
        us.getValueAtPercentile(50) / 1e3,
        us.getValueAtPercentile(95) / 1e3,
        us.getValueAtPercentile(99) / 1e3,
        us.getMaxValue() / 1e3,
        us.getMean() / 1e3);
  }
}
