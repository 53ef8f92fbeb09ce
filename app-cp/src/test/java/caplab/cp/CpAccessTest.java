package caplab.cp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import caplab.access.ApiToken;
import caplab.access.Role;
import caplab.node.RedisServers;
import caplab.tls.Issuer;
import caplab.tls.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** app-cp where tokens are asked for, in this process and in one of its own. */
class CpAccessTest {

  @TempDir Path folder;

  private static ApiToken.Made made(Role role) {
    return ApiToken.make(new SecureRandom(), role, Optional.empty(), Optional.empty());
  }

  @Test
  void asksForARoleAtEachOfItsOwnRoutes() {
    ApiToken.Made reader = made(Role.READER);
    ApiToken.Made writer = made(Role.WRITER);
    ApiToken.Made operator = made(Role.OPERATOR);
    String lines = reader.kept().line() + "," + writer.kept().line() + "," + operator.kept().line();
    try (RedisServers servers = RedisServers.start(1);
        CpInstance app = CpInstance.start(servers, "API_TOKENS", lines)) {
      app.as(writer.token()).healthy();
      assertThat(app.put("k", "v").status()).isEqualTo(200);
      assertThat(app.as(reader.token()).read("k").text("value")).isEqualTo("v");
      assertThat(app.put("k", "w").status()).isEqualTo(403);
      assertThat(app.delete("k").status()).isEqualTo(403);
      assertThat(app.get("/op/x").status()).isEqualTo(403);
      assertThat(app.as(operator.token()).read("k").status()).isEqualTo(403);
      // Let in, and told that this is no id of ours.
      assertThat(app.get("/op/x").status()).isEqualTo(400);
      assertThat(app.as(writer.token()).get("/op/x").status()).isEqualTo(400);
      assertThat(app.as("").put("k", "w").status()).isEqualTo(401);
      assertThat(app.as(writer.token()).read("k").number("version")).isEqualTo(1);
    }
  }

  private CpProcess start(Map<String, String> environment) throws IOException {
    return CpProcess.start(folder, environment);
  }

  private static List<String> faults(CpProcess process) throws IOException {
    return process.said().stream().filter(line -> line.startsWith("  - ")).toList();
  }

  @Test
  void inProduction_tellsEveryUnsafeDefaultAtOnce_andEndsWith78() throws Exception {
    CpProcess process = start(Map.of("PROFILE", "prod", "LOG_PLAIN_KEYS", "true"));
    assertThat(process.ended()).isEqualTo(78);
    assertThat(faults(process))
        .hasSize(4)
        .anyMatch(line -> line.contains("SECRET_KEY"))
        .anyMatch(line -> line.contains("API_TOKENS_FILE"))
        .anyMatch(line -> line.contains("REDIS_NODES"))
        .anyMatch(line -> line.contains("LOG_PLAIN_KEYS"));
  }

  @Test
  void inAProcessOfItsOwn_letsInWhomItsFileNames_asTheFileChanges() throws Exception {
    ApiToken.Made first = made(Role.READER);
    ApiToken.Made second = made(Role.READER);
    Path file = Files.writeString(folder.resolve("tokens"), first.kept().line());
    try (RedisServers servers = RedisServers.start(1);
        HttpClient client = HttpClient.newHttpClient()) {
      Map<String, String> environment = new HashMap<>();
      environment.put("REDIS_NODES", servers.addresses());
      environment.put("API_TOKENS_FILE", file.toString());
      environment.put("RATE_LIMIT", "1000/hour");
      try (CpProcess process = start(environment)) {
        int port = process.port();
        assertThat(status(client, port, "/live", "")).isEqualTo(200);
        assertThat(status(client, port, "/read/k", "")).isEqualTo(401);
        assertThat(status(client, port, "/read/k", first.token())).isEqualTo(404);
        assertThat(status(client, port, "/read/k", second.token())).isEqualTo(401);
        Files.writeString(file, second.kept().line());
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> status(client, port, "/read/k", first.token()) == 401);
        assertThat(status(client, port, "/read/k", second.token())).isEqualTo(404);
      }
    }
  }

  @Test
  void inProduction_servesOverTls_withANodeThatKnowsItAsAUserOverTls() throws Exception {
    Issuer issuer = new Issuer("issuer");
    TlsFiles own = issuer.issue("127.0.0.1", "localhost").write(folder, "own");
    String certificate = own.certificate().orElseThrow().toString();
    String key = own.key().orElseThrow().toString();
    String authority = Files.writeString(folder.resolve("ca"), issuer.certificate()).toString();
    String port = "" + RedisServers.freePort();
    ApiToken.Made writer = made(Role.WRITER);
    try (RedisServers servers =
            RedisServers.startFor(
                "app-cp",
                1,
                "--tls-port",
                port,
                "--tls-cert-file",
                certificate,
                "--tls-key-file",
                key,
                "--tls-ca-cert-file",
                authority,
                "--tls-auth-clients",
                "yes");
        HttpClient client = HttpClient.newBuilder().sslContext(issuer.client()).build()) {
      String node =
          servers.only().uri().replaceFirst("redis", "rediss").replaceFirst("[0-9]+$", port);
      Map<String, String> environment = new HashMap<>();
      environment.put("PROFILE", "prod");
      environment.put("SECRET_KEY", "a key of its own, and long enough");
      environment.put("API_TOKENS", writer.kept().line());
      environment.put("REDIS_NODES", "db_g1=" + node);
      environment.put("REDIS_CA_FILE", authority);
      environment.put("REDIS_CERT_FILE", certificate);
      environment.put("REDIS_KEY_FILE", key);
      environment.put("TLS_CERT_FILE", certificate);
      environment.put("TLS_KEY_FILE", key);
      try (CpProcess process = start(environment)) {
        int at = process.port();
        URI written = URI.create("https://127.0.0.1:" + at + "/write/k/v");
        HttpRequest.Builder post =
            HttpRequest.newBuilder(written).POST(HttpRequest.BodyPublishers.noBody());
        assertThat(status(client, post, "")).isEqualTo(401);
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> status(client, post, writer.token()) == 200);
        assertThat(
                status(client, HttpRequest.newBuilder(written.resolve("/read/k")), writer.token()))
            .isEqualTo(200);
        assertThatThrownBy(() -> status(client, at, "/live", "")).isInstanceOf(IOException.class);
        process.stop();
        assertThat(process.said().toString()).doesNotContain("password-of-app-cp");
      }
    }
  }

  @Test
  void severalInstancesCountTogether_asTheUserLimiter() throws Exception {
    try (RedisServers servers = RedisServers.startFor("app-cp", 1);
        HttpClient client = HttpClient.newHttpClient()) {
      ApiToken.Made reader = made(Role.READER);
      Map<String, String> environment =
          Map.of(
              "REDIS_NODES",
              servers.addresses(),
              "API_TOKENS",
              reader.kept().line(),
              "RATE_LIMIT",
              "10/day",
              "RATE_LIMIT_STORE",
              "redis",
              "RATE_LIMIT_NODES",
              servers.addresses().replace("app-cp", "limiter"));
      try (CpProcess one = start(environment);
          CpProcess other = start(environment)) {
        List<Integer> ports = List.of(one.port(), other.port());
        int answered = 0;
        for (int i = 0; i < 20; i++) {
          answered += status(client, ports.get(i % 2), "/read/k", reader.token()) == 429 ? 0 : 1;
        }
        assertThat(answered).isEqualTo(10);
        assertThat(status(client, ports.getFirst(), "/live", "")).isEqualTo(200);
      }
    }
  }

  @Test
  void tellsThatAKeyDoesNotMatch_inOneLine_andEndsWith78() throws Exception {
    Issuer issuer = new Issuer("issuer");
    TlsFiles own = issuer.issue("own").write(folder, "own");
    TlsFiles other = issuer.issue("other").write(folder, "other");
    CpProcess process =
        start(
            Map.of(
                "TLS_CERT_FILE", own.certificate().orElseThrow().toString(),
                "TLS_KEY_FILE", other.key().orElseThrow().toString()));
    assertThat(process.ended()).isEqualTo(78);
    assertThat(faults(process))
        .containsExactly("  - TLS_KEY_FILE names a key that does not match TLS_CERT_FILE");
  }

  private static int status(HttpClient client, int port, String path, String token)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return status(client, HttpRequest.newBuilder(uri), token);
  }

  private static int status(HttpClient client, HttpRequest.Builder request, String token)
      throws IOException, InterruptedException {
    HttpRequest asked = request.copy().header("Authorization", "Bearer " + token).build();
    return client.send(asked, HttpResponse.BodyHandlers.discarding()).statusCode();
  }
}
