package caplab.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.report.Request.Fate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PanelTest {

  private static final Buckets TWO = new Buckets(500, 2);

  @Test
  void countsEachFate_whereTheRequestBegan() {
    Panel panel =
        panel(
            request(10, 5, Fate.SERVED),
            request(499, 800, Fate.REFUSED),
            request(500, 1, Fate.SERVED),
            request(501, -1, Fate.UNKNOWN));
    assertThat(panel.served()).containsExactly(1, 1);
    assertThat(panel.refused()).containsExactly(1, 0);
    assertThat(panel.unknown()).containsExactly(0, 1);
  }

  @Test
  void latencyIsTheNearestRank_ofAllThatWereAnswered() {
    Panel panel =
        panel(
            IntStream.rangeClosed(1, 100)
                .mapToObj(it -> request(100, it, it == 100 ? Fate.REFUSED : Fate.SERVED))
                .toArray(Request[]::new));
    assertThat(panel.p50Ms()).containsExactly(50.0, null);
    assertThat(panel.p99Ms()).containsExactly(99.0, null);
  }

  @Test
  void stalenessIsTheWorstBoundThatReadersWereTold() {
    Panel panel = panel(read(1, 40), read(2, 90), read(600, 10), read(601, -1));
    assertThat(panel.stalenessMs()).containsExactly(90.0, 10.0);
    assertThat(panel.unbounded()).containsExactly(0, 1);
  }

  @Test
  void stalenessIsWhatReadersWouldHaveBeenTold_whereNobodyRead() {
    Sample sample =
        new Sample(700, "app_ap_g1", "g1", Map.of(), Map.of("db_g1", 70.0, "db_g2", 30.0));
    Sample ignorant =
        new Sample(800, "app_ap_g1", "g1", null, Collections.singletonMap("db_g1", null));
    Panel panel = Panel.of("ap", "g1", List.of(read(1, 40)), List.of(sample, ignorant), TWO);
    assertThat(panel.stalenessMs()).containsExactly(40.0, 30.0);
  }

  private static Panel panel(Request... requests) {
    return Panel.of("ap", "g1", List.of(requests), List.of(), TWO);
  }

  private static Request request(double fromMs, double latencyMs, Fate fate) {
    return new Request("ap", "g1", fromMs, some(latencyMs), fate, false, OptionalDouble.empty());
  }

  private static Request read(double fromMs, double boundMs) {
    return new Request("ap", "g1", fromMs, some(1), Fate.SERVED, true, some(boundMs));
  }

  private static OptionalDouble some(double value) {
    return value < 0 ? OptionalDouble.empty() : OptionalDouble.of(value);
  }
}
