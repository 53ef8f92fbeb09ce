package caplab.lab.trial;

import caplab.lab.experiment.Experiment;
import caplab.lab.experiment.Window;
import caplab.lab.measure.CapBill;
import caplab.lab.measure.FreshnessCurves;
import caplab.lab.measure.Latencies;
import caplab.lab.measure.Perseus;
import caplab.lab.model.Topology;
import caplab.lab.run.FaultSpan;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What a run cost, in numbers.
 *
 * @param bill of the faults; empty if there was none
 * @param perseus by service, where the experiment isolates a zone
 * @param latency without a fault, by service and operation
 */
public record Measures(
    Optional<CapBill> bill,
    Map<String, Perseus> perseus,
    Map<String, SortedMap<String, Latencies>> latency,
    FreshnessCurves freshness) {

  private static final List<String> SERVICES = List.of("cp", "ap");

  /** Faults that keep the log of one zone's node from reaching another's. */
  private static final Set<String> PARTING = Set.of("split", "refused", "lost node");

  /** Measures a run. */
  public static Measures of(Experiment experiment, Trial.Record record, long seed) {
    List<FaultSpan> faults = record.windows().stream().map(Window::span).toList();
    List<FaultSpan> partings =
        faults.stream().filter(each -> PARTING.contains(each.name())).toList();
    Map<String, SortedMap<String, Latencies>> latency = new TreeMap<>();
    SERVICES.forEach(
        service -> latency.put(service, Latencies.withoutFault(record.history(), service, faults)));
    return new Measures(
        faults.isEmpty() ? Optional.empty() : Optional.of(CapBill.of(record.history(), faults)),
        perseus(experiment, record, faults),
        latency,
        FreshnessCurves.of(record.history(), partings, record.shipping(), seed));
  }

  private static Map<String, Perseus> perseus(
      Experiment experiment, Trial.Record record, Collection<FaultSpan> faults) {
    Map<String, Perseus> perseus = new TreeMap<>();
    if (experiment.isolated().isPresent() && faults.size() == 1) {
      List<String> zones =
          IntStream.rangeClosed(1, experiment.topology().zones()).mapToObj(Topology::zone).toList();
      for (String service : SERVICES) {
        perseus.put(
            service,
            Perseus.of(
                record.busy(),
                service,
                zones,
                experiment.isolated().get(),
                faults.iterator().next(),
                Perseus.SECOND_MS));
      }
    }
    return perseus;
  }
}
