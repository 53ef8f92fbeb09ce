package caplab.lab.monitoring;

import static caplab.lab.monitoring.MonitoringFiles.alerts;
import static caplab.lab.monitoring.MonitoringFiles.maps;
import static caplab.lab.monitoring.MonitoringFiles.runbooks;
import static caplab.lab.monitoring.MonitoringFiles.text;
import static caplab.lab.monitoring.MonitoringFiles.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.monitoring.MonitoringFiles.Alert;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each alert can be understood, was seen to fire and to be silent, and finds its way to people. */
class AlertsTest {

  private static final String TOLD = "monitoring/prometheus/tests/alerts.test.yml";

  @Test
  void eachAlertNamesARunbook_whichNamesTheAlert() {
    for (Alert alert : alerts()) {
      assertThat(alert.runbook()).as(alert.name()).startsWith("docs/runbooks/").endsWith(".md");
      assertThat(text(alert.runbook()).lines().filter(line -> line.startsWith("**Alert")))
          .as("%s in %s", alert.name(), alert.runbook())
          .anyMatch(line -> line.contains(alert.name()));
      String file = alert.runbook().replaceFirst(".*/", "");
      assertThat(text("docs/runbooks/README.md").lines())
          .as("%s in the table of runbooks", alert.name())
          .anyMatch(line -> line.contains(alert.name()) && line.contains("(" + file + ")"));
    }
  }

  @Test
  void eachRunbookIsNamedByAnAlert() {
    Set<String> named = alerts().stream().map(Alert::runbook).collect(Collectors.toSet());
    assertThat(runbooks().stream().map(Runbook::name).filter(name -> !name.equals("README")))
        .allMatch(name -> named.contains("docs/runbooks/" + name + ".md"));
  }

  @Test
  void eachAlertFiresInOneStory_andIsSilentInAnother() {
    Set<String> fires = new HashSet<>();
    Set<String> silent = new HashSet<>();
    for (Map<?, ?> story : maps(yaml(TOLD).get("tests"))) {
      for (Map<?, ?> judged : maps(story.get("alert_rule_test"))) {
        boolean expected = !((List<?>) judged.get("exp_alerts")).isEmpty();
        (expected ? fires : silent).add(String.valueOf(judged.get("alertname")));
      }
    }
    List<String> names = alerts().stream().map(Alert::name).toList();
    assertThat(names).doesNotHaveDuplicates();
    assertThat(fires).containsExactlyInAnyOrderElementsOf(names);
    assertThat(silent).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void eachSeverityHasItsReceiver() {
    Set<String> receivers =
        maps(yaml("monitoring/alertmanager/alertmanager.yml").get("receivers")).stream()
            .map(receiver -> String.valueOf(receiver.get("name")))
            .collect(Collectors.toSet());
    assertThat(alerts().stream().map(Alert::severity)).allMatch(receivers::contains);
  }

  @Test
  void whatInhibitsOrIsInhibited_isAnAlert() {
    List<String> names = alerts().stream().map(Alert::name).toList();
    for (Map<?, ?> rule :
        maps(yaml("monitoring/alertmanager/alertmanager.yml").get("inhibit_rules"))) {
      for (String side : List.of("source_matchers", "target_matchers")) {
        for (Object matcher : (List<?>) rule.get(side)) {
          String wanted = String.valueOf(matcher).replaceFirst("^alertname=~?", "");
          assertThat(names).contains(wanted.replace("\"", "").split("\\|"));
        }
      }
    }
  }
}
