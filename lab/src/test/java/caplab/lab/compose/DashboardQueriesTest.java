package caplab.lab.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.lab.monitoring.Dashboard;
import caplab.lab.monitoring.MonitoringFiles;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** After a cut and its heal under load, no panel is empty and the cut is marked. */
@Tag("compose")
class DashboardQueriesTest {

  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final int ANSWERS = 200;
  private static Stack stack;
  private static Prometheus prometheus;

  @BeforeAll
  static void experiment() {
    stack = Stack.up();
    stack.awaitWhole();
    prometheus = new Prometheus(stack);
    try (Load load = new Load(stack)) {
      stack.awaits("load answered", () -> load.answered() > ANSWERS);
      for (String node : List.of("db_g2", "db_g3")) {
        Stack.docker("network", "disconnect", "cap_network", node);
      }
      stack.awaits(
          "two nodes disconnected: seen by Prometheus",
          () -> prometheus.answers("count(circuit_breaker_state == 2) >= 4"));
      for (String node : List.of("db_g2", "db_g3")) {
        Stack.docker("network", "connect", "cap_network", node);
      }
      stack.awaitWhole();
      int then = load.answered();
      stack.awaits("load answered after the heal", () -> load.answered() > then + ANSWERS);
      stack.awaits(
          "freshness predicted",
          () -> prometheus.answers("ap_freshness_probability{kind=\"predicted\"} >= 0"));
    }
  }

  @AfterAll
  static void down() {
    stack.close();
  }

  static List<Dashboard> dashboards() {
    return MonitoringFiles.dashboards();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyPanelAndEveryAnnotationHasSomethingToShow(Dashboard dashboard) {
    assertThat(dashboard.queries()).isNotEmpty();
    for (Dashboard.Query query : dashboard.queries()) {
      // A rate has a value after two scrapes, and what is recorded of it after a third.
      await(query.toString())
          .atMost(Duration.ofSeconds(30))
          .until(() -> prometheus.answeredWithin(WINDOW, query.expr()));
    }
  }
}
