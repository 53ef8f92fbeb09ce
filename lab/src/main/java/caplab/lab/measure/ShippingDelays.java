package caplab.lab.measure;

import caplab.ap.pbs.Latency;
import caplab.lab.wire.MetricsText;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The shipping delay of app-ap, read off its own {@code ap_replication_delay_seconds}. Scrape the
 * instances before the first fault: what a cut held up is no property of the shipping.
 */
public final class ShippingDelays {

  private static final String BUCKET = "ap_replication_delay_seconds_bucket";

  private ShippingDelays() {}

  /**
   * All links of all instances together.
   *
   * @param first the texts of {@code /metrics} at the beginning, one per instance: what was shipped
   *     before, while everything was starting, does not count
   * @param last the same later
   * @return empty if nothing was shipped meanwhile
   */
  public static Optional<Latency> of(Collection<String> first, Collection<String> last) {
    SortedMap<Double, Double> upTo = new TreeMap<>();
    add(upTo, last, 1);
    add(upTo, first, -1);
    return upTo.isEmpty() || upTo.get(upTo.lastKey()) <= 0
        ? Optional.empty()
        : Optional.of(histogram(upTo));
  }

  private static void add(SortedMap<Double, Double> upTo, Collection<String> scrapes, int sign) {
    for (String scrape : scrapes) {
      MetricsText.read(scrape)
          .of(BUCKET)
          .forEach(bucket ->
              upTo.merge(
                  MetricsText.number(bucket.label("le")) * 1_000,
                  sign * bucket.value(),
                  Double::sum));
    }
  }

  private static Latency histogram(SortedMap<Double, Double> upTo) {
    double all = upTo.get(upTo.lastKey());
    List<Latency.Histogram.Bucket> buckets = new ArrayList<>();
    double end = 0;
    for (var bucket : upTo.entrySet()) {
      // What lies beyond the last bound is taken as twice as long.
      end = Double.isInfinite(bucket.getKey()) ? 2 * end : bucket.getKey();
      buckets.add(new Latency.Histogram.Bucket(end, bucket.getValue() / all));
    }
    return new Latency.Histogram(buckets);
  }
}
