package caplab.ap.core;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.sim.Benchmarks;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** With {@code -Dbenchmark.seconds=30} the figures mean something; so they show that it runs. */
class CoreBenchmarkTest {

  @Test
  void runsEach() {
    Map<String, Double> us = Benchmarks.run(CoreBenchmark.class);
    assertThat(us).containsOnlyKeys("write", "read");
    assertThat(us.values()).allSatisfy(each -> assertThat(each).isPositive().isFinite());
  }
}
