package caplab.ap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.config.CommonConfig;
import caplab.config.Configuration;
import caplab.config.Features;
import caplab.node.RedisServer;
import caplab.node.RedisServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each flag of the file does what it says, and nothing else, while the instance serves. */
class ApFlagsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** So that the limit, of one request an hour, holds in one test only. */
  private static final String USUAL = "rate_limit: false\n";

  @TempDir static Path folder;

  private static RedisServers servers;
  private static ApInstance app;

  @BeforeAll
  static void start() throws IOException {
    servers = RedisServers.start(2);
    servers.all().stream().skip(1).forEach(RedisServer::kill); // so that every read is stale
    Files.writeString(file(), USUAL);
    app =
        ApInstance.start(
            servers.addresses(),
            Map.of(
                "FEATURES_FILE",
                file().toString(),
                "RATE_LIMIT",
                "1/hour",
                "AUDIT_FILE",
                audit().toString(),
                "AUDIT_KEY",
                "a key of thirty-two bytes or more"));
  }

  @AfterAll
  static void stop() {
    app.close();
    servers.close();
  }

  private static Path file() {
    return folder.resolve("features.yaml");
  }

  private static Path audit() {
    return folder.resolve("audit.log");
  }

  /** In effect when this returns. */
  private static void flags(String more) throws IOException {
    whole(USUAL + more);
  }

  private static void whole(String text) throws IOException {
    long before = changes();
    // Moved there, so that a look never sees half of it.
    Path written = Files.writeString(folder.resolve("written"), text);
    Files.move(written, file(), StandardCopyOption.ATOMIC_MOVE);
    await().atMost(PATIENCE).until(() -> changes() > before);
  }

  private static long changes() {
    return app.logged().lines().filter(line -> line.contains("feature flags in effect")).count();
  }

  private static boolean told(String event, String request) {
    return app.logged()
        .lines()
        .anyMatch(line ->
            line.contains("\"event\":\"" + event + "\"") && line.contains('"' + request + '"'));
  }

  @Test
  void audit_log() throws IOException {
    flags("audit_log: false\n");
    assertThat(app.post("/write/k/1", "", "X-Request-ID", "unheard").status()).isEqualTo(200);
    flags("");
    assertThat(app.post("/write/k/2", "", "X-Request-ID", "heard").status()).isEqualTo(200);
    await().atMost(PATIENCE).until(() -> told("WRITE", "heard"));
    assertThat(told("WRITE", "unheard")).isFalse();
    await().atMost(PATIENCE).until(() -> Files.readString(audit()).contains("\"heard\""));
    assertThat(Files.readString(audit())).doesNotContain("\"unheard\"");
  }

  @Test
  void access_log() throws IOException {
    flags("access_log: 1\n");
    app.get("/read/k", "X-Request-ID", "each");
    await().atMost(PATIENCE).until(() -> told("READ", "each"));
    flags("access_log: false\n");
    for (int i = 0; i < 200; i++) {
      app.get("/read/k", "X-Request-ID", "none");
    }
    flags("access_log: 1\n");
    app.get("/read/k", "X-Request-ID", "again");
    await().atMost(PATIENCE).until(() -> told("READ", "again"));
    assertThat(told("READ", "none")).isFalse();
    flags("");
  }

  @Test
  void rate_limit() throws IOException {
    app.get("/read/k");
    assertThat(app.get("/read/k").status()).isNotEqualTo(429);
    whole("rate_limit: true\n");
    app.get("/read/k");
    assertThat(app.get("/read/k").status()).isEqualTo(429);
    flags("");
    assertThat(app.get("/read/k").status()).isNotEqualTo(429);
  }

  @ParameterizedTest
  @CsvSource({"metrics, /metrics, /health/detailed", "health_check, /health/detailed, /metrics"})
  void metrics_health_check(String flag, String gone, String kept) throws IOException {
    flags(flag + ": false\n");
    assertThat(app.status(gone)).isEqualTo(404);
    assertThat(app.status(kept)).isNotEqualTo(404);
    assertThat(app.status("/health")).isNotEqualTo(404);
    flags("");
    assertThat(app.status(gone)).isNotEqualTo(404);
  }

  @Test
  void staleness_policy() throws IOException {
    flags("staleness_policy: refuse\n");
    assertThat(app.get("/read/k").status()).isEqualTo(503);
    flags("");
    assertThat(app.get("/read/k").json().path("stale").asBoolean()).isTrue();
  }

  /** What each of them does is {@code SwitchedWorkTest}'s. */
  @ParameterizedTest
  @CsvSource({"read_repair, false, true", "digest_exchange, true, false"})
  void read_repair_digest_exchange(
      String flag, boolean repairs, boolean exchanges, @TempDir Path own) throws IOException {
    Files.writeString(own.resolve("features.yaml"), flag + ": false\n");
    Configuration settings = Configuration.load(Map.of(), own);
    try (Features features = Features.watch(settings, own, new Unheard())) {
      ApConfig config = ApConfig.of(settings, features, CommonConfig.of(settings, ApConfig.PORT));
      assertThat(config.repairs().getAsBoolean()).isEqualTo(repairs);
      assertThat(config.exchanges().getAsBoolean()).isEqualTo(exchanges);
    }
  }

  private static final class Unheard implements Features.Listener {
    @Override
    public void changed(Map<String, String> flags) {}

    @Override
    public void faulty(List<String> faults) {}
  }
}
