package caplab.lab.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules and routes as the programs that carry them out judge them. */
@Tag("compose")
class MonitoringFilesTest {

  @Test
  void everyAlertFiresAndStaysSilent_inItsStories() {
    String said =
        tool(
            "prom/prometheus:v2.53.3",
            "promtool",
            "prometheus",
            "test",
            "rules",
            "/etc/prometheus/tests/alerts.test.yml");
    assertThat(said).contains("SUCCESS");
  }

  @ParameterizedTest
  @CsvSource({
    "QuorumLost, critical",
    "NodeFull, critical",
    "BreakerOpen, warning",
    "OutcomesUnknown, info",
    "SomethingNew, warning"
  })
  void anAlertGoesToTheReceiverOfItsSeverity(String name, String severity) {
    String receiver =
        tool(
            "prom/alertmanager:v0.28.1",
            "amtool",
            "alertmanager",
            "config",
            "routes",
            "test",
            "--config.file=/etc/alertmanager/alertmanager.yml",
            "--verify.receivers=" + severity,
            "alertname=" + name,
            "severity=" + severity,
            "instance=app_cp:5001",
            "mode=cp");
    assertThat(receiver).contains(severity);
  }

  private static String tool(String image, String program, String folder, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "run",
                "--rm",
                "-v",
                Shell.root() + "/monitoring/" + folder + ":/etc/" + folder + ":ro",
                "--entrypoint",
                program,
                image));
    command.addAll(List.of(arguments));
    return Stack.docker(command.toArray(String[]::new));
  }
}
