package caplab.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import caplab.lab.history.Facts;
import caplab.lab.history.HistoryEvent;
import caplab.lab.history.HistoryEvent.F;
import caplab.lab.history.HistoryEvent.Type;
import caplab.lab.history.Operation;
import caplab.lab.run.ClientRequest;
import caplab.lab.run.Sample;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.NullNode;

class PanelTest {

  private static final Buckets TWO = new Buckets(500, 2);

  @Test
  void countsEachFate_whereTheRequestBegan() {
    Panel panel =
        panel(
            request(10, 5, Type.OK),
            request(499, 800, Type.FAIL),
            request(500, 1, Type.OK),
            request(501, -1, Type.INFO));
    assertThat(panel.served()).containsExactly(1, 1);
    assertThat(panel.refused()).containsExactly(1, 0);
    assertThat(panel.unknown()).containsExactly(0, 1);
  }

  @Test
  void latencyIsAPercentile_ofAllThatWereAnswered() {
    Panel panel =
        panel(
            IntStream.rangeClosed(1, 100)
                .mapToObj(it -> request(100, it, it == 100 ? Type.FAIL : Type.OK))
                .toArray(ClientRequest[]::new));
    assertThat(panel.p50Ms().getFirst()).isCloseTo(50, within(.05));
    assertThat(panel.p50Ms().getLast()).isNull();
    assertThat(panel.p99Ms().getFirst()).isCloseTo(99, within(.1));
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
        new Sample(
            700,
            "app_ap_g1",
            "g1",
            Map.of(),
            Map.of("db_g1", OptionalDouble.of(70), "db_g2", OptionalDouble.of(30)),
            0,
            "");
    Sample ignorant =
        new Sample(800, "app_ap_g1", "g1", null, Map.of("db_g1", OptionalDouble.empty()), 0, "");
    Panel panel = Panel.of("ap", "g1", List.of(read(1, 40)), List.of(sample, ignorant), TWO);
    assertThat(panel.stalenessMs()).containsExactly(40.0, 30.0);
  }

  private static Panel panel(ClientRequest... requests) {
    return Panel.of("ap", "g1", List.of(requests), List.of(), TWO);
  }

  private static ClientRequest request(double fromMs, double latencyMs, Type came) {
    return request(F.WRITE, fromMs, latencyMs, came, NullNode.instance);
  }

  private static ClientRequest read(double fromMs, double boundMs) {
    JsonNode bound = boundMs < 0 ? NullNode.instance : DoubleNode.valueOf(boundMs);
    return request(F.READ, fromMs, 1, Type.OK, bound);
  }

  /** Without an end if it took no time. */
  private static ClientRequest request(
      F f, double fromMs, double latencyMs, Type came, JsonNode bound) {
    HistoryEvent begun = event(Type.INVOKE, f, fromMs, Map.of());
    HistoryEvent ended = event(came, f, fromMs + latencyMs, Map.of(Facts.STALENESS_MS, bound));
    return new ClientRequest(
        new Operation(begun, Optional.of(ended).filter(it -> latencyMs > 0), 0, 1));
  }

  private static HistoryEvent event(Type type, F f, double ms, Map<String, JsonNode> facts) {
    return new HistoryEvent(1, type, f, "k", NullNode.instance, (long) (ms * 1e6), "app_ap", facts);
  }
}
