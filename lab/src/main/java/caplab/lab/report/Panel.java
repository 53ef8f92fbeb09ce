package caplab.lab.report;

import caplab.lab.history.RequestFate;
import caplab.lab.measure.Latencies;
import caplab.lab.run.ClientRequest;
import caplab.lab.run.Sample;
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
      String mode,
      String zone,
      List<ClientRequest> requests,
      List<Sample> samples,
      Buckets buckets) {
    List<List<ClientRequest>> spans = spread(requests, ClientRequest::invokedMs, buckets);
    List<Latencies> latencies = spans.stream().map(Panel::latencies).toList();
    List<List<Sample>> said = spread(samples, Sample::timeMs, buckets);
    List<Double> staleness = new ArrayList<>();
    for (int at = 0; at < buckets.count(); at++) {
      staleness.add(staleness(spans.get(at), said.get(at)));
    }
    return new Panel(
        mode,
        zone,
        count(spans, it -> it.fate() == RequestFate.SERVED),
        count(spans, Panel::isRefused),
        count(spans, it -> it.fate() == RequestFate.UNANSWERED),
        latencies.stream().map(it -> known(it, it.p50Ms())).toList(),
        latencies.stream().map(it -> known(it, it.p99Ms())).toList(),
        staleness,
        count(spans, Panel::isUnbounded));
  }

  /** The worst that reads were told; where nobody read, what they would have been told. */
  private static Double staleness(List<ClientRequest> requests, List<Sample> samples) {
    OptionalDouble told = largest(requests.stream().map(ClientRequest::stalenessMs));
    OptionalDouble known = told.isPresent() ? told : largest(samples.stream().map(Sample::bound));
    return known.isPresent() ? (Double) known.getAsDouble() : null;
  }

  private static OptionalDouble largest(Stream<OptionalDouble> bounds) {
    return bounds.flatMapToDouble(OptionalDouble::stream).max();
  }

  private static boolean isUnbounded(ClientRequest it) {
    return !it.changes() && it.fate() == RequestFate.SERVED && it.stalenessMs().isEmpty();
  }

  private static boolean isRefused(ClientRequest it) {
    return it.fate() == RequestFate.REFUSED || it.fate() == RequestFate.MISTAKEN;
  }

  private static Latencies latencies(List<ClientRequest> requests) {
    return Latencies.of(requests.stream().flatMap(it -> it.latencyMs().stream().boxed()).toList());
  }

  private static Double known(Latencies latencies, double ms) {
    return latencies.count() == 0 ? null : (Double) ms;
  }

  private static List<Integer> count(
      List<List<ClientRequest>> spans, Predicate<ClientRequest> which) {
    return spans.stream().map(span -> (int) span.stream().filter(which).count()).toList();
  }

  private static <T> List<List<T>> spread(
      List<T> things, ToDoubleFunction<T> time, Buckets buckets) {
    List<List<T>> spans = Stream.<List<T>>generate(ArrayList::new).limit(buckets.count()).toList();
    things.forEach(it -> spans.get(buckets.at(time.applyAsDouble(it))).add(it));
    return spans;
  }
}
