package caplab.lab.measure;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.ap.pbs.Latency;
import caplab.ap.pbs.Latency.Histogram;
import caplab.ap.pbs.Latency.Histogram.Bucket;
import caplab.observe.Metrics;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Read off what the registry of the services really writes. */
class ShippingDelaysTest {

  @Test
  void addsUpLinksAndInstances() {
    try (Metrics one = new Metrics("ap");
        Metrics two = new Metrics("ap")) {
      link(one, "db_g2").record(Duration.ofMillis(3));
      link(one, "db_g3").record(Duration.ofMillis(30));
      link(two, "db_g2").record(Duration.ofMillis(4));
      link(two, "db_g2").record(Duration.ofSeconds(12));
      Latency delays =
          ShippingDelays.of(List.of(), List.of(one.scrape(), two.scrape())).orElseThrow();
      assertThat(((Histogram) delays).buckets())
          .startsWith(new Bucket(1, 0), new Bucket(2.5, 0), new Bucket(5, .5))
          .contains(new Bucket(25, .5), new Bucket(50, .75), new Bucket(10_000, .75))
          .endsWith(new Bucket(20_000, 1));
    }
  }

  @Test
  void leavesOut_whatWasShippedBeforeTheBeginning() {
    try (Metrics metrics = new Metrics("ap")) {
      link(metrics, "db_g2").record(Duration.ofSeconds(4));
      String first = metrics.scrape();
      link(metrics, "db_g2").record(Duration.ofMillis(4));
      Latency delays = ShippingDelays.of(List.of(first), List.of(metrics.scrape())).orElseThrow();
      assertThat(((Histogram) delays).buckets()).contains(new Bucket(2.5, 0), new Bucket(5, 1));
    }
  }

  @Test
  void isEmpty_whenNothingWasShipped() {
    try (Metrics metrics = new Metrics("ap")) {
      link(metrics, "db_g2");
      assertThat(ShippingDelays.of(List.of(), List.of(metrics.scrape()))).isEmpty();
      assertThat(ShippingDelays.of(List.of(), List.of(""))).isEmpty();
    }
  }

  private static Timer link(Metrics metrics, String target) {
    return metrics.histogram("ap_replication_delay", "", "source", "db_g1", "target", target);
  }
}
