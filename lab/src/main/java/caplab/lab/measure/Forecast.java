package caplab.lab.measure;

import caplab.ap.pbs.Latency;
import caplab.ap.pbs.LogShipping;
import caplab.ap.pbs.Outage;
import caplab.ap.pbs.Prediction;
import caplab.ap.pbs.Wars;
import caplab.lab.run.ClientRequest;
import caplab.lab.run.FaultSpan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * WARS for a run: for each pair of writer's and reader's zone the latencies that the clients
 * measured, the shipping delay, and the times at which the two were parted. Only round trips can be
 * measured, so each way is taken as half of one.
 */
final class Forecast {

  private static final int TRIALS = 20_000;

  private record Pair(String writer, String reader) implements Comparable<Pair> {
    @Override
    public int compareTo(Pair other) {
      return (writer + " " + reader).compareTo(other.writer + " " + other.reader);
    }
  }

  private record Part(double weight, Prediction prediction) {}

  private final List<Part> parts = new ArrayList<>();

  Forecast(
      List<ClientRequest> requests,
      List<Sight> sights,
      Collection<FaultSpan> partings,
      Latency shipping,
      long seed) {
    Latency write = halfTrip(requests, ClientRequest::changes);
    Latency read = halfTrip(requests, request -> !request.changes());
    // Shipping is measured from the acknowledgement in the service. The client, from whom the time
    // of the read is counted, hears of it half a trip later.
    Latency heard = new Latency.Sum(write, read);
    Map<Pair, List<Sight>> pairs =
        sights.stream()
            .collect(
                Collectors.groupingBy(
                    sight -> new Pair(sight.newest().place(), sight.read().place()),
                    TreeMap::new,
                    Collectors.toList()));
    pairs.forEach((pair, seen) -> {
      LogShipping.Link link = new LogShipping.Link(shipping, outage(pair, partings));
      Latency moments = new Latency.Measured(seen.stream().map(s -> s.newest().endedMs()).toList());
      LogShipping between =
          new LogShipping(write, Latency.NONE, List.of(link), moments, 0, heard, read);
      parts.add(
          new Part(
              (double) seen.size() / sights.size(), new Wars(between, 1, 1).predict(TRIALS, seed)));
    });
  }

  /** The chance so long after an acknowledgement, each pair weighted by its reads. */
  double at(double tMs) {
    return parts.stream().mapToDouble(part -> part.weight() * part.prediction().freshAt(tMs)).sum();
  }

  private static Outage outage(Pair pair, Collection<FaultSpan> partings) {
    return new Outage.Schedule(
        partings.stream()
            .filter(window -> window.parts(pair.writer(), pair.reader()))
            .map(window -> new Outage.Schedule.Cut(window.fromMs(), window.toMs()))
            .toList());
  }

  private static Latency halfTrip(List<ClientRequest> requests, Predicate<ClientRequest> which) {
    List<Double> trips =
        requests.stream()
            .filter(request -> request.ok() && which.test(request))
            .map(request -> request.endedMs() - request.invokedMs())
            .toList();
    return new Latency.Share(0.5, new Latency.Measured(trips));
  }
}
