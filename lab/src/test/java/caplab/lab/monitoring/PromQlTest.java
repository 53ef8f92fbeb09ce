package caplab.lab.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromQlTest {

  @Test
  void namesMetricsAndTheirLabels_andNothingElse() {
    String text =
        "histogram_quantile(0.99, sum by (mode, le) (rate(a_bucket{mode=\"cp\",le!=\"1\"}[1m])))"
            + " > on (instance) group_left () max(level:b:sum) or on () vector(0) >= bool 1e3";
    assertThat(new PromQl(text).selectors())
        .isEqualTo(Map.of("a_bucket", Set.of("mode", "le"), "level:b:sum", Set.of()));
  }
}
