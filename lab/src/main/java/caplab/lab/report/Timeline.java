package caplab.lab.report;

import caplab.lab.run.ClientRequest;
import caplab.lab.run.FaultSpan;
import caplab.lab.run.Sample;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * The run over time.
 *
 * @param durationMs until the last thing recorded
 * @param bucketMs width of the spans counted in
 * @param zones in order
 * @param panels one for each service and zone that was asked
 * @param lanes one for each breaker
 */
record Timeline(
    double durationMs, long bucketMs, List<String> zones, List<Panel> panels, List<Lane> lanes) {

  /**
   * Adds it up.
   *
   * @param plannedMs how long the run was to last, at least
   */
  static Timeline of(
      double plannedMs,
      List<ClientRequest> requests,
      List<Sample> samples,
      List<FaultSpan> faults) {
    double duration =
        DoubleStream.of(
                plannedMs,
                last(
                    requests.stream()
                        .map(it -> it.invokedMs() + it.latencyMs().orElse(0))
                        .toList()),
                last(samples.stream().map(it -> (double) it.timeMs()).toList()),
                last(faults.stream().map(FaultSpan::toMs).toList()))
            .max()
            .orElse(0);
    Buckets buckets = Buckets.over(duration);
    List<String> zones =
        List.copyOf(
            new TreeSet<>(
                Stream.concat(
                        requests.stream().map(ClientRequest::zone),
                        samples.stream().map(Sample::zone))
                    .toList()));
    return new Timeline(
        duration,
        buckets.widthMs(),
        zones,
        panels(zones, requests, samples, buckets),
        Lane.of(samples));
  }

  private static List<Panel> panels(
      List<String> zones, List<ClientRequest> requests, List<Sample> samples, Buckets buckets) {
    return zones.stream()
        .flatMap(zone ->
            Stream.of("cp", "ap")
                .filter(mode -> requests.stream().anyMatch(it -> isOf(it, mode, zone)))
                .map(mode ->
                    Panel.of(
                        mode,
                        zone,
                        requests.stream().filter(it -> isOf(it, mode, zone)).toList(),
                        samples.stream().filter(it -> isOf(it, mode, zone)).toList(),
                        buckets)))
        .toList();
  }

  private static boolean isOf(ClientRequest request, String mode, String zone) {
    return request.mode().equals(mode) && request.zone().equals(zone);
  }

  private static boolean isOf(Sample sample, String mode, String zone) {
    return sample.mode().equals(mode) && sample.zone().equals(zone);
  }

  private static double last(Collection<Double> times) {
    return times.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }
}
