package caplab.lab.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The files of the stack as the programs that read them judge them. */
@Tag("compose")
class ComposeFilesTest {

  @Test
  void theComposeFilesAreValid() {
    assertThat(Shell.run("docker", "compose", "--profile", "*", "config", "--services").lines())
        .contains(
            "db_g1",
            "db_g2",
            "db_g3",
            "app_cp",
            "app_ap",
            "app_cp_g2",
            "app_ap_g3",
            "gateway",
            "prometheus",
            "alertmanager",
            "grafana",
            "jaeger",
            "backup");
  }

  @Test
  void inProductionNoNodePublishesAPort_andNothingUnsafeIsLeft() {
    String merged =
        Shell.run(
            Map.of("GRAFANA_ADMIN_PASSWORD", "x"),
            "docker",
            "compose",
            "-f",
            "docker-compose.yml",
            "-f",
            "deploy/compose.prod.yml",
            "config");
    assertThat(merged)
        .contains("PROFILE: prod", "SECRET_KEY_FILE:", "GATEWAY_TLS_FILE:", "SERVICES_CA_FILE:")
        .doesNotContain("target: 6379", "REDIS_NODES:", "GF_AUTH_ANONYMOUS_ENABLED: \"true\"");
  }

  @Test
  void onlyThisMachineReachesThePorts_unlessInProduction() {
    String config = Shell.run("docker", "compose", "--profile", "*", "config");
    long published = config.lines().filter(line -> line.contains("published:")).count();
    assertThat(published).isEqualTo(10);
    assertThat(config.lines().filter(line -> line.contains("host_ip: 127.0.0.1")))
        .hasSize((int) published);
  }

  @Test
  void theGatewayAndPrometheusAcceptTheirFiles() {
    String root = Shell.root().toString();
    Stack.docker(
        "run",
        "--rm",
        "-v",
        root + "/deploy/gateway:/usr/local/etc/haproxy:ro",
        "--entrypoint",
        "haproxy",
        "haproxy:3.0",
        "-c",
        "-f",
        "/usr/local/etc/haproxy/haproxy.cfg");
    Stack.docker(
        "run",
        "--rm",
        "-v",
        root + "/monitoring/prometheus:/etc/prometheus:ro",
        "--entrypoint",
        "promtool",
        "prom/prometheus:v2.53.3",
        "check",
        "config",
        "/etc/prometheus/prometheus.yml");
    Stack.docker(
        "run",
        "--rm",
        "-v",
        root + "/monitoring/alertmanager:/etc/alertmanager:ro",
        "--entrypoint",
        "amtool",
        "prom/alertmanager:v0.28.1",
        "check-config",
        "/etc/alertmanager/alertmanager.yml");
  }
}
