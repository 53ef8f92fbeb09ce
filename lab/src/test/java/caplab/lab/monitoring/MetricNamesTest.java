package caplab.lab.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whatever rules, dashboards and runbooks ask for is what the running services export. */
class MetricNamesTest {

  /** Exported once the collector has run; what Prometheus says of its own. */
  private static final Set<String> NOT_AT_START = Set.of("jvm_gc_pause_seconds_sum", "up");

  private static Map<String, Set<String>> exported;

  @BeforeAll
  static void scrape() {
    exported = ExportedMetrics.ofBothServices();
  }

  @Test
  void everyMetricAskedFor_isExportedWithTheLabelsByWhichItIsChosen() {
    Set<String> known = new HashSet<>(recorded());
    known.addAll(NOT_AT_START);
    asked()
        .forEach((place, expr) ->
            new PromQl(expr)
                .selectors()
                .forEach((metric, labels) -> {
                  if (!known.contains(metric)) {
                    assertThat(exported).as(place).containsKey(metric);
                    assertThat(exported.get(metric)).as(place + ": " + metric).containsAll(labels);
                  }
                }));
  }

  @Test
  void everyRecordingIsAskedFor() {
    Set<String> used = new HashSet<>();
    asked().values().forEach(expr -> used.addAll(new PromQl(expr).metrics()));
    assertThat(used).containsAll(recorded());
  }

  @Test
  void everySeriesOfAServiceSaysOfWhichMode() {
    assertThat(exported).hasSizeGreaterThan(50);
    exported.forEach((metric, labels) -> assertThat(labels).as(metric).contains("mode"));
  }

  private static List<String> recorded() {
    return MonitoringFiles.recordings().stream().map(Map.Entry::getKey).toList();
  }

  /** Every expression, by where it stands. */
  private static Map<String, String> asked() {
    Map<String, String> asked = new LinkedHashMap<>();
    MonitoringFiles.alerts().forEach(alert -> asked.put("alert " + alert.name(), alert.expr()));
    MonitoringFiles.recordings()
        .forEach(rule -> asked.put("rule " + rule.getKey(), rule.getValue()));
    for (Dashboard dashboard : MonitoringFiles.dashboards()) {
      dashboard
          .queries()
          .forEach(query -> asked.merge(query.place(), query.expr(), MetricNamesTest::both));
    }
    for (Runbook runbook : MonitoringFiles.runbooks()) {
      runbook.blocks().stream()
          .filter(block -> block.language().equals("promql"))
          .forEach(block -> asked.merge(runbook.name(), block.content(), MetricNamesTest::both));
    }
    return asked;
  }

  private static String both(String one, String other) {
    return one + " or " + other;
  }
}
