package caplab.lab.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.access.ApiToken;
import caplab.access.Role;
import caplab.audit.AuditChain;
import caplab.audit.AuditVerdict;
import caplab.tls.Issuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stack as production runs it: secrets from files, TLS everywhere, nodes that know us. */
@Tag("compose")
class ProductionStackTest {

  private static final String PASSWORD = "5ac1e7d2b0f94c3a";
  private static final Issuer ISSUER = new Issuer("caplab");
  private static final String KEY = "0123456789abcdef0123456789abcdef0123456789abcdef";

  private static final ApiToken.Made WRITER =
      ApiToken.make(new SecureRandom(), Role.WRITER, Optional.of("tour"), Optional.empty());

  private static final ApiToken.Made METRICS =
      ApiToken.make(new SecureRandom(), Role.METRICS, Optional.of("scrape"), Optional.empty());

  private static final String AUDIT_KEY = "fedcba9876543210fedcba9876543210fedcba9876543210";

  @TempDir static Path secrets;

  @BeforeAll
  static void up() throws IOException {
    write("secret_key", KEY);
    write(
        "redis_passwords",
        "app-cp >%1$s%napp-ap >%1$s%nlimiter >%1$s%nadmin >%1$s%n".formatted(PASSWORD));
    write("redis_nodes_cp", nodes("app-cp"));
    write("redis_nodes_ap", nodes("app-ap"));
    write("redis_nodes_limiter", nodes("limiter"));
    write("audit_key", AUDIT_KEY);
    write("ca", ISSUER.certificate());
    ISSUER.issue("db_g1", "db_g2", "db_g3").write(secrets, "node");
    ISSUER.issue("app_cp", "app_ap", "app-cp", "app-ap").write(secrets, "service");
    Issuer.Identity gateway = ISSUER.issue("localhost");
    write("gateway.pem", gateway.chain() + gateway.key());
    write("api_tokens", WRITER.kept().line() + "\n" + METRICS.kept().line() + "\n");
    write("metrics_token", METRICS.token());
    Stack.compose("down", "-v", "--remove-orphans");
    production(
        "up",
        "-d",
        "--build",
        "--wait",
        "db_g1",
        "db_g2",
        "db_g3",
        "app_cp",
        "app_ap",
        "gateway",
        "prometheus");
  }

  private static String nodes(String user) {
    return Stream.of("db_g1", "db_g2", "db_g3")
        .map(node -> "%s=rediss://%s:%s@%1$s:6379".formatted(node, user, PASSWORD))
        .collect(Collectors.joining(","));
  }

  @AfterAll
  static void down() {
    production("down", "-v", "--remove-orphans");
  }

  @Test
  void clientsAreServedOverTls_only() {
    for (int port : new int[] {Stack.CP, Stack.AP}) {
      assertThat(curl("-X", "POST", "https://localhost:" + port + "/write/safe/value").text())
          .contains("\"operation\":\"write\"");
      assertThat(curl("https://localhost:" + port + "/read/safe").text())
          .contains("\"value\":\"value\"");
      assertThat(curl("http://localhost:" + port + "/read/safe").status()).isNotZero();
    }
    assertThat(curl("https://localhost:5001/health").text()).contains("\"status\":\"UP\"");
  }

  @Test
  void withoutATokenNothingAnswersButTheProbes() {
    assertThat(plain("https://localhost:5001/read/safe").text()).contains("\"status\":401");
    assertThat(plain("https://localhost:5001/health").text()).contains("{\"status\":\"UP\"}");
  }

  @Test
  void aNodeAnswersNobodyWithoutAPasswordNorInClear_andPublishesNoPort() {
    assertThat(redis("-p", "6379", "dbsize")).contains("NOAUTH");
    assertThat(redis("--user", "app-ap", "--pass", PASSWORD, "FLUSHALL")).contains("NOPERM");
    assertThat(Shell.attempt(Map.of(), "docker", "exec", "db_g1", "redis-cli", "ping").text())
        .doesNotContain("PONG", "NOAUTH");
    assertThat(Stack.docker("port", "db_g1")).isEmpty();
  }

  /**
   * The stack's own Prometheus, by deploy/prometheus/services.yml and the token that is mounted.
   */
  @Test
  void prometheusScrapesBothServicesOverTls_withATokenOfTheRoleMetrics() {
    Prometheus prometheus = new Prometheus(new Stack());
    for (String job : List.of("app_cp", "app_ap")) {
      await(job)
          .atMost(Duration.ofSeconds(120))
          .until(() -> prometheus.answers("up{job=\"%s\"} == 1".formatted(job)));
    }
    await("a series of a service")
        .atMost(Duration.ofSeconds(120))
        .until(() -> prometheus.answers("rate_limit_local_total{job=\"app_cp\"}"));
  }

  @Test
  void instancesCountClientsTogether_asTheUserLimiter() {
    assertThat(curl("https://localhost:5001/read/counted").text()).contains("\"mode\":\"cp\"");
    // Slowly: a limit holds here too, and a bucket goes once it is full again.
    await("a bucket in a node")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofSeconds(2))
        .until(() -> {
          curl("https://localhost:5001/read/counted");
          return Stream.of("db_g1", "db_g2", "db_g3")
              .map(ProductionStackTest::buckets)
              .anyMatch(keys -> keys.contains("limit:"));
        });
    assertThat(redis("--user", "limiter", "--pass", PASSWORD, "GET", "cp:k")).contains("NOPERM");
  }

  private static String buckets(String node) {
    return Stack.docker(
        "exec",
        node,
        "redis-cli",
        "--tls",
        "--cacert",
        "/run/secrets/ca",
        "--user",
        "admin",
        "--pass",
        PASSWORD,
        "--scan",
        "--pattern",
        "limit:*");
  }

  /** A redeployed container writes a file of its own; that of the one before it is still there. */
  @Test
  void theAuditOutlivesItsContainer() throws IOException {
    assertThat(curl("-X", "POST", "https://localhost:5001/write/audited/value").text())
        .contains("\"operation\":\"write\"");
    String before = Stack.docker("inspect", "-f", "{{.Config.Hostname}}", container("app_cp"));
    production("up", "-d", "--no-deps", "--force-recreate", "--wait", "app_cp");
    String kept =
        Stack.docker("exec", container("app_cp"), "cat", "/audit/" + before.strip() + ".log");
    assertThat(kept).contains("\"event\":\"WRITE\"", "\"event\":\"AUTH\"");
    Path file = Files.writeString(secrets.resolve("kept.log"), kept);
    AuditVerdict verdict =
        AuditVerdict.of(new AuditChain(AUDIT_KEY), List.of(file), Optional.empty());
    assertThat(verdict.faults()).isEmpty();
  }

  private static String container(String service) {
    return production("ps", "-q", service).strip();
  }

  private static String redis(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of("exec", "db_g1", "redis-cli", "--tls", "--cacert", "/run/secrets/ca"));
    command.addAll(List.of(arguments));
    return Stack.docker(command.toArray(String[]::new));
  }

  /** The services' own answer, past the gateway. */
  @Test
  void aServiceSpeaksNothingButTls() {
    String service = production("ps", "-q", "app_cp");
    assertThat(Shell.attempt("docker", "exec", service, "/app/live").status()).isZero();
    assertThat(
            Shell.attempt("docker", "exec", service, "env", "-u", "TLS_CERT_FILE", "/app/live")
                .status())
        .isNotZero();
  }

  @Test
  void noSecretIsInALogOrInTheSettingsOfAContainer() {
    for (String service : List.of("app_cp", "app_ap", "db_g1")) {
      String container = container(service);
      assertThat(Stack.docker("logs", container) + Stack.docker("inspect", container))
          .doesNotContain(PASSWORD, KEY, AUDIT_KEY, WRITER.token(), METRICS.token());
    }
  }

  private static String production(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("-f", "docker-compose.yml", "-f", "deploy/compose.prod.yml"));
    command.addAll(List.of(arguments));
    return Stack.compose(
        Map.of("SECRETS", secrets.toString(), "GRAFANA_ADMIN_PASSWORD", "x"),
        command.toArray(String[]::new));
  }

  private static Shell.Said curl(String... request) {
    List<String> command =
        new ArrayList<>(List.of("-H", "Authorization: Bearer " + WRITER.token()));
    command.addAll(List.of(request));
    return plain(command.toArray(String[]::new));
  }

  private static Shell.Said plain(String... request) {
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "30", "--cacert"));
    command.add(secrets.resolve("ca").toString());
    command.addAll(List.of(request));
    return Shell.attempt(Map.of(), command.toArray(String[]::new));
  }

  /** Readable by whoever the containers run as. */
  private static void write(String name, String text) throws IOException {
    Files.writeString(secrets.resolve(name), text);
  }
}
