package caplab.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What the clients of one zone met at one service, span by span. A request counts where it began.
 *
 * @param served requests answered
 * @param refused requests with a definite no
 * @param unknown requests whose outcome stayed open
 * @param p50Ms median time until the client knew, refusals too; null where nobody learned anything
 * @param p99Ms the same of the slowest in a hundred
 * @param stalenessMs the largest bound stated; null where none was
 * @param unbounded reads answered without a bound
 */
record Panel(
    String mode,
    String zone,
    List<Integer> served,
    List<Integer> refused,
    List<Integer> unknown,
    List<Double> p50Ms,
    List<Double> p99Ms,
    List<Double> stalenessMs,
    List<Integer> unbounded) {

  static Panel of(
      String mode, String zone, List<Request> requests, List<Sample> samples, Buckets buckets) {
    List<List<Request>> spans = spread(requests, Request::fromMs, buckets);
    List<List<Sample>> said = spread(samples, Sample::timeMs, buckets);
    List<Double> staleness = new ArrayList<>();
    for (int at = 0; at < buckets.count(); at++) {
      staleness.add(staleness(spans.get(at), said.get(at)));
    }
    return new Panel(
        mode,
        zone,
        count(spans, it -> it.fate() == Request.Fate.SERVED),
        count(spans, it -> it.fate() == Request.Fate.REFUSED),
        count(spans, it -> it.fate() == Request.Fate.UNKNOWN),
        spans.stream().map(it -> latency(it, 50)).toList(),
        spans.stream().map(it -> latency(it, 99)).toList(),
        staleness,
        count(spans, Panel::isUnbounded));
  }

  /** The worst that reads were told; where nobody read, what they would have been told. */
  private static Double staleness(List<Request> requests, List<Sample> samples) {
    OptionalDouble told = largest(requests.stream().map(Request::stalenessMs));
    OptionalDouble known = told.isPresent() ? told : largest(samples.stream().map(Sample::bound));
    return known.isPresent() ? (Double) known.getAsDouble() : null;
  }

  private static OptionalDouble largest(Stream<OptionalDouble> bounds) {
    return bounds.flatMapToDouble(OptionalDouble::stream).max();
  }

  private static boolean isUnbounded(Request it) {
    return it.read() && it.fate() == Request.Fate.SERVED && it.stalenessMs().isEmpty();
  }

  private static Double latency(List<Request> requests, int percent) {
    double[] sorted =
        requests.stream()
            .map(Request::latencyMs)
            .flatMapToDouble(OptionalDouble::stream)
            .sorted()
            .toArray();
    return sorted.length == 0 ? null : nearestRank(sorted, percent);
  }

  private static double nearestRank(double[] sorted, int percent) {
    int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
    return Math.round(sorted[Math.max(rank, 1) - 1] * 1_000) / 1_000.0;
  }

  private static List<Integer> count(List<List<Request>> spans, Predicate<Request> which) {
    return spans.stream().map(span -> (int) span.stream().filter(which).count()).toList();
  }

  private static <T> List<List<T>> spread(
      List<T> things, ToDoubleFunction<T> time, Buckets buckets) {
    List<List<T>> spans = Stream.<List<T>>generate(ArrayList::new).limit(buckets.count()).toList();
    things.forEach(it -> spans.get(buckets.at(time.applyAsDouble(it))).add(it));
    return spans;
  }
}
