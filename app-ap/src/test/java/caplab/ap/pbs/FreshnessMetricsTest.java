package caplab.ap.pbs;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.observe.Metrics;
import org.junit.jupiter.api.Test;

class FreshnessMetricsTest {

  private static final String SERIES =
      "ap_freshness_probability{kind=\"%s\",mode=\"ap\",t_ms=\"%d\"} ";

  @Test
  void showsBothKindsFromTheStart_andNumbersOnceThereIsAWrite() {
    try (Metrics metrics = new Metrics("ap")) {
      Replication replication = new Replication(2);
      Spread<Integer> link = replication.link("db_g1", () -> 0);
      FreshnessMetrics freshness = new FreshnessMetrics(metrics, replication);
      freshness.predict(1);
      assertThat(metrics.scrape())
          .contains(SERIES.formatted("measured", 1) + "NaN")
          .contains(SERIES.formatted("predicted", 1_000) + "NaN");
      long now = System.nanoTime();
      // Ten minutes ago it took 60 ms.
      link.acknowledged(1, now - 600_000_000_000L);
      link.arrived(each -> true, now - 599_940_000_000L);
      freshness.predict(2);
      for (String kind : new String[] {"measured", "predicted"}) {
        assertThat(metrics.scrape())
            .contains(SERIES.formatted(kind, 100) + "1.0")
            .contains(SERIES.formatted(kind, 1_000) + "1.0");
      }
      assertThat(metrics.scrape()).contains(SERIES.formatted("measured", 50) + "0.5");
    }
  }
}
