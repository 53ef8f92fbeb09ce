package caplab.lab.compose;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A cut is told to people, once, and the end of it too. */
@Tag("compose")
class AlertsFiringTest {

  private static Stack stack;
  private static Prometheus prometheus;

  @BeforeAll
  static void up() {
    stack = Stack.up();
    stack.awaitWhole();
    prometheus = new Prometheus(stack);
  }

  @AfterAll
  static void down() {
    stack.close();
  }

  @Test
  void aLostQuorumReachesAlertmanager_inhibitsWhatFollowsFromIt_andGoesAway() {
    stack.awaits(
        "every instance scraped",
        () -> prometheus.answers("count(instance:cp_quorum:possible == 1) > 0"));
    assertThat(prometheus.alerts("QuorumLost")).isEmpty();
    Stack.docker("network", "disconnect", "cap_network", "db_g2");
    Stack.docker("network", "disconnect", "cap_network", "db_g3");
    stack.awaits(
        "two nodes disconnected: QuorumLost at Alertmanager",
        () -> !prometheus.alerts("QuorumLost").isEmpty());
    JsonNode lost = prometheus.alerts("QuorumLost").getFirst();
    assertThat(lost.path("labels").path("severity").asString()).isEqualTo("critical");
    assertThat(lost.path("receivers").path(0).path("name").asString()).isEqualTo("critical");
    assertThat(lost.path("annotations").path("runbook").asString())
        .isEqualTo("docs/runbooks/region-lost.md");
    String instance = lost.path("labels").path("instance").asString();
    stack.awaits(
        "two nodes disconnected: BreakerOpen of the same instance is inhibited",
        () ->
            prometheus.alerts("BreakerOpen").stream()
                .filter(alert -> alert.path("labels").path("instance").asString().equals(instance))
                .anyMatch(alert -> !alert.path("status").path("inhibitedBy").isEmpty()));
    Stack.docker("network", "connect", "cap_network", "db_g2");
    Stack.docker("network", "connect", "cap_network", "db_g3");
    stack.awaits(
        "both reconnected: QuorumLost gone from Alertmanager",
        () -> prometheus.alerts("QuorumLost").isEmpty());
  }
}
