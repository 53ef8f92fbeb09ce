package caplab.lab.wire;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.wire.MetricsText.Series;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTextTest {

  private static final MetricsText METRICS =
      MetricsText.read(
          """
          # HELP app_requests_total of "{" and "}"
          # TYPE app_requests_total counter
          app_requests_total{mode="cp",route="/read/{key}",status="200"} 12.0
          app_requests_total{mode="cp",route="a \\"b\\", c",status="503"} 1.5E-3
          data_staleness_ms{node="db_g1"} +Inf
          up 1
          no series at all
          """);

  @Test
  void readsNamesLabelsAndValues() {
    assertThat(METRICS.series())
        .contains(
            new Series(
                "app_requests_total",
                Map.of("mode", "cp", "route", "/read/{key}", "status", "200"),
                12),
            new Series("up", Map.of(), 1))
        .hasSize(4);
    assertThat(METRICS.of("app_requests_total").map(each -> each.label("status")))
        .containsExactly("200", "503");
    assertThat(METRICS.of("app_requests_total").map(Series::value)).contains(0.0015);
  }

  @Test
  void unknownIsInfinite_andAbsentIsNothing() {
    assertThat(METRICS.value("data_staleness_ms")).isInfinite();
    assertThat(METRICS.value("absent")).isZero();
    assertThat(METRICS.of("up").map(each -> each.label("node"))).containsExactly("");
  }
}
