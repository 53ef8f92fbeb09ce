package caplab.lab.monitoring;

import static caplab.lab.monitoring.Dashboard.each;
import static caplab.lab.monitoring.MonitoringFiles.dashboards;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The dashboards keep to Grafana's conventions, and can be told apart by everybody. */
class DashboardsTest {

  /** Okabe and Ito's colours (2008), which colour-blind people can tell apart, and grey. */
  private static final Set<String> COLOURS =
      Set.of(
          "#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7",
          "#999999");

  private static final int COLUMNS = 24;
  private static final String SOURCE = "${datasource}";

  static List<Dashboard> all() {
    return dashboards();
  }

  @Test
  void areThree_eachKnownByItsOwnUid() {
    assertThat(all().stream().map(dashboard -> dashboard.json().path("uid").asString()))
        .containsExactlyInAnyOrder("cap-at-a-glance", "cap-service", "cap-nodes");
    assertThat(all().stream().map(dashboard -> dashboard.json().path("title").asString()))
        .containsExactlyInAnyOrder("CAP at a glance", "Service", "Nodes");
  }

  @ParameterizedTest
  @MethodSource("all")
  void sayWhatTheyAre_andTakeTheirSourceFromAVariable(Dashboard dashboard) {
    JsonNode json = dashboard.json();
    assertThat(json.path("schemaVersion").asInt()).isGreaterThanOrEqualTo(39);
    assertThat(json.path("description").asString()).isNotBlank();
    assertThat(json.has("id")).as("ids are given by the server").isFalse();
    assertThat(each(json.path("templating").path("list")))
        .anyMatch(variable ->
            variable.path("name").asString().equals("datasource")
                && variable.path("type").asString().equals("datasource")
                && variable.path("query").asString().equals("prometheus"));
    assertThat(each(json.path("annotations").path("list")))
        .filteredOn(annotation -> annotation.has("expr"))
        .isNotEmpty()
        .allMatch(DashboardsTest::asksTheVariable);
  }

  @ParameterizedTest
  @MethodSource("all")
  void sayOfEachPanelWhatItShows_andInWhatUnit(Dashboard dashboard) {
    for (JsonNode panel : dashboard.panels()) {
      String title = dashboard.file() + ": " + panel.path("title").asString();
      assertThat(panel.path("title").asString()).as(title).isNotBlank();
      assertThat(panel.path("description").asString()).as(title).isNotBlank();
      assertThat(panel.path("fieldConfig").path("defaults").path("unit").asString(""))
          .as(title)
          .isNotBlank();
      assertThat(asksTheVariable(panel)).as(title).isTrue();
      List<JsonNode> targets = each(panel.path("targets")).toList();
      assertThat(targets).as(title).isNotEmpty().allMatch(DashboardsTest::asksTheVariable);
      assertThat(targets.stream().map(target -> target.path("refId").asString()))
          .as(title)
          .doesNotHaveDuplicates();
      boolean one = panel.path("type").asString().equals("stat");
      assertThat(targets)
          .as(title)
          .allMatch(target -> one || !target.path("legendFormat").asString("").isBlank());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void layEachPanelOnAPlaceOfItsOwn(Dashboard dashboard) {
    Set<Integer> ids = new HashSet<>();
    Set<List<Integer>> taken = new HashSet<>();
    for (JsonNode panel : dashboard.rowsAndPanels()) {
      String title = dashboard.file() + ": " + panel.path("title").asString();
      assertThat(ids.add(panel.path("id").asInt())).as(title).isTrue();
      JsonNode place = panel.path("gridPos");
      int right = place.path("x").asInt() + place.path("w").asInt();
      int bottom = place.path("y").asInt() + place.path("h").asInt();
      assertThat(right).as(title).isLessThanOrEqualTo(COLUMNS);
      for (int x = place.path("x").asInt(); x < right; x++) {
        for (int y = place.path("y").asInt(); y < bottom; y++) {
          assertThat(taken.add(List.of(x, y))).as("%s at %d, %d", title, x, y).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void useColoursThatEverybodyCanTellApart(Dashboard dashboard) {
    for (String named : List.of("fixedColor", "color")) {
      assertThat(
              dashboard.json().findValues(named).stream()
                  .filter(JsonNode::isString)
                  .map(JsonNode::asString))
          .allMatch(COLOURS::contains);
    }
    for (JsonNode panel : dashboard.panels()) {
      JsonNode fields = panel.path("fieldConfig");
      String mode = fields.path("defaults").path("color").path("mode").asString("");
      assertThat(
              Set.of("thresholds", "shades").contains(mode) || !fields.path("overrides").isEmpty())
          .as("%s: %s", dashboard.file(), panel.path("title").asString())
          .isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void noNodeHasTheColourOfAService(Dashboard dashboard) {
    for (JsonNode override : dashboard.json().findValues("overrides")) {
      for (JsonNode each : override) {
        if (each.path("matcher").path("options").asString("").contains("db_g")) {
          assertThat(each.findValues("fixedColor").stream().map(JsonNode::asString))
              .as("%s: %s", dashboard.file(), each.path("matcher"))
              .doesNotContain("#0072B2", "#E69F00");
        }
      }
    }
  }

  @Test
  void showBothServicesSideBySide() {
    assertThat(asked("cap-at-a-glance.json"))
        .contains(
            "app_requests_total{mode=\"cp\"",
            "app_requests_total{mode=\"ap\"",
            "app_request_latency_seconds_bucket{mode=\"cp\"",
            "app_request_latency_seconds_bucket{mode=\"ap\"",
            "data_staleness_ms",
            "max_staleness_ms",
            "circuit_breaker_state",
            "instance:cp_quorum:possible",
            "ap_siblings",
            "ap_replication_lag_entries",
            "ap_freshness_probability{kind=\"predicted\"",
            "ap_freshness_probability{kind=\"measured\"",
            "histogram_quantile(0.5,",
            "histogram_quantile(0.95,",
            "histogram_quantile(0.99,");
    assertThat(asked("nodes.json"))
        .contains(
            "db_command_duration_seconds_bucket",
            "db_connections",
            "ap_replication_lag_entries",
            "db_memory_used_bytes",
            "db_memory_max_bytes",
            "db_aof_size_bytes",
            "db_aof_last_write_ok");
    assertThat(asked("service.json"))
        .contains(
            "by (operation) (rate(app_requests_total",
            "app_requests_in_flight",
            "app_response_size_bytes_sum",
            "jvm_memory_used_bytes",
            "jvm_gc_pause_seconds_sum");
  }

  private static String asked(String file) {
    return all().stream()
        .filter(dashboard -> dashboard.file().equals(file))
        .flatMap(dashboard -> dashboard.queries().stream())
        .map(Dashboard.Query::expr)
        .collect(Collectors.joining("\n"));
  }

  private static boolean asksTheVariable(JsonNode asking) {
    return asking.path("datasource").path("uid").asString("").equals(SOURCE);
  }
}
