package caplab.lab.measure;

import caplab.lab.history.HistoryEvent;
import caplab.lab.history.RequestFate;
import caplab.lab.model.Aftermath;
import caplab.lab.run.ClientRequest;
import caplab.lab.run.FaultSpan;
import java.util.ArrayList;
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
  private static final double AFTERMATH_MS = Aftermath.USUAL_MS;

  private static final long LONGEST_US = TimeUnit.MINUTES.toMicros(10);

  private static final int DIGITS = 3;

  /**
   * Measures the operations served, each by its name in a history ({@code read}, {@code write}, …),
   * that were under way neither during a fault nor within 5 s after its heal.
   *
   * @param mode {@code cp} or {@code ap}
   */
  public static SortedMap<String, Latencies> withoutFault(
      List<HistoryEvent> history, String mode, Collection<FaultSpan> faults) {
    List<FaultSpan> disturbed = faults.stream().map(each -> each.longerBy(AFTERMATH_MS)).toList();
    SortedMap<String, List<Double>> served = new TreeMap<>();
    for (ClientRequest request : ClientRequest.of(history, mode)) {
      if (request.fate() == RequestFate.SERVED && !request.during(disturbed)) {
        served
            .computeIfAbsent(request.f().name().toLowerCase(Locale.ROOT), f -> new ArrayList<>())
            .add(request.endedMs() - request.invokedMs());
      }
    }
    SortedMap<String, Latencies> latencies = new TreeMap<>();
    served.forEach((f, each) -> latencies.put(f, of(each)));
    return latencies;
  }

  /** Of these, in milliseconds; all 0 if there are none. */
  public static Latencies of(Collection<Double> latenciesMs) {
    Histogram us = new Histogram(DIGITS);
    latenciesMs.forEach(ms -> us.recordValue(Math.clamp(Math.round(1e3 * ms), 0, LONGEST_US)));
    return new Latencies(
        us.getTotalCount(),
        us.getValueAtPercentile(50) / 1e3,
        us.getValueAtPercentile(95) / 1e3,
        us.getValueAtPercentile(99) / 1e3,
        us.getMaxValue() / 1e3,
        us.getMean() / 1e3);
  }
}
