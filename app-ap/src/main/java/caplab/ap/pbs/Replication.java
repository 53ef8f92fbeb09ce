package caplab.ap.pbs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;

/**
 * What a service that ships logs knows of its own freshness: the chance that one of the nodes,
 * chosen evenly, shows a write so long after it was acknowledged. The node that took it always
 * does.
 *
 * <p><b>Measured</b> is counted: of this instance's writes of the last minute, at how many of the
 * nodes they had arrived in time. <b>Predicted</b> is WARS ({@link LogShipping}) over the latencies
 * measured in that minute, with what counting cannot see: that a read is itself under way, and that
 * a link is down now and may stay so ({@link Latency.AsLongAgain}). They agree in health. When a
 * link goes down, the prediction falls at once, and the count as writes fail to arrive.
 */
public final class Replication {

  private static final int TRIALS = 10_000;

  private record Link(Spread<?> spread, DoubleSupplier downMs) {}

  private final int nodes;
  private final SortedMap<String, List<Link>> bySource = new ConcurrentSkipListMap<>();
  private final Samples writes = new Samples();
  private final Samples reads = new Samples();

  /**
   * @param nodes how many there are
   */
  public Replication(int nodes) {
    this.nodes = nodes;
  }

  /**
   * One more link, before anything is asked.
   *
   * @param downMs for how long it has been down; 0 while it is up, infinite if it never was
   * @param <D> what names a write on the link
   */
  public <D> Spread<D> link(String source, DoubleSupplier downMs) {
    Spread<D> spread = new Spread<>();
    bySource.computeIfAbsent(source, name -> new ArrayList<>()).add(new Link(spread, downMs));
    return spread;
  }

  /** Round trips to the node that takes a write. */
  public Samples writes() {
    return writes;
  }

  /** Round trips to the node that answers a read. */
  public Samples reads() {
    return reads;
  }

  /** Counted, in nanoseconds of the links' clock; {@code NaN} until there is something to count. */
  public double measured(double afterMs, long nowNs) {
    Spread.Count count =
        bySource.values().stream()
            .flatMap(List::stream)
            .map(link -> link.spread().within((long) (afterMs * 1e6), nowNs))
            .reduce(new Spread.Count(0, 0), Spread.Count::plus);
    double home = 1.0 / nodes;
    return nodes == 1 ? 1 : home + (1 - home) * count.inTime() / count.writes();
  }

  /**
   * Predicted from what was measured until now, each source weighted by its writes.
   *
   * @return for each moment after the acknowledgement its chance; {@code NaN} until there is
   *     something to predict from
   */
  public List<Double> predicted(List<Integer> momentsMs, long nowNs, long seed) {
    double[] chances = new double[momentsMs.size()];
    double all = 0;
    for (Map.Entry<String, List<Link>> source : bySource.entrySet()) {
      double weight =
          source.getValue().stream().mapToDouble(link -> link.spread().writes(nowNs)).sum();
      if (weight > 0) {
        Prediction prediction =
            new Wars(deployment(source.getValue(), nowNs), 1, 1).predict(TRIALS, seed);
        for (int i = 0; i < chances.length; i++) {
          chances[i] += weight * prediction.freshAt(momentsMs.get(i));
        }
        all += weight;
      }
    }
    List<Double> predicted = new ArrayList<>();
    for (double chance : chances) {
      predicted.add(nodes == 1 ? 1 : chance / all);
    }
    return predicted;
  }

  private LogShipping deployment(List<Link> links, long nowNs) {
    Latency write = halfTrip(writes);
    Latency read = halfTrip(reads);
    return new LogShipping(
        write,
        write,
        links.stream().map(link -> path(link, nowNs)).toList(),
        Latency.NONE,
        1.0 / nodes,
        read,
        read);
  }

  /** Only the way there and back can be measured, so each is taken as half of it. */
  private static Latency halfTrip(Samples trips) {
    Optional<Latency> trip = trips.latency();
    return trip.<Latency>map(both -> new Latency.Share(.5, both)).orElse(Latency.NONE);
  }

  private static LogShipping.Link path(Link link, long nowNs) {
    List<Double> took = link.spread().tookMs(nowNs);
    double downMs = link.downMs().getAsDouble();
    Latency ship = took.isEmpty() ? Latency.NONE : new Latency.Measured(took);
    if (downMs == 0) {
      return new LogShipping.Link(ship, Outage.NEVER);
    }
    Latency remaining =
        Double.isInfinite(downMs) ? new Latency.Constant(downMs) : new Latency.AsLongAgain(downMs);
    return new LogShipping.Link(ship, new Outage.Sometimes(1, remaining));
  }
}
