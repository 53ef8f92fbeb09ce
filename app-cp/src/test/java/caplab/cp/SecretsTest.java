package caplab.cp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.access.ApiToken;
import caplab.access.Role;
import caplab.node.RedisServers;
import caplab.tls.Issuer;
import caplab.tls.TlsFiles;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A whole life of app-cp with every secret that it can have, told as much as it tells at all: each
 * route is asked by whoever may, whoever may not, and whoever puts a token where it does not
 * belong. No secret is in anything that it said.
 */
class SecretsTest {

  private static final String KEY = "a-secret-key-of-32-bytes-or-more-1";
  private static final String PREVIOUS = "a-secret-key-of-32-bytes-or-more-2";
  private static final String JWT_KEY = "a-secret-key-of-32-bytes-or-more-3";
  private static final String AUDIT_KEY = "a-secret-key-of-32-bytes-or-more-4";

  @TempDir Path folder;

  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final StringBuilder answers = new StringBuilder();
  private final List<String> credentials = new ArrayList<>();
  private final Issuer issuer = new Issuer("issuer");

  private ApiToken.Made made(Role role) {
    ApiToken.Made made =
        ApiToken.make(new SecureRandom(), role, Optional.of("holder-" + role), Optional.empty());
    secrets.put("the token of " + role, made.token());
    secrets.put("the hash of " + role, made.kept().hash());
    credentials.add("Bearer " + made.token());
    return made;
  }

  private String jwt(String key, String audience) throws Exception {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer("https://issuer.example")
            .audience(audience)
            .subject("someone")
            .claim("roles", List.of("writer", "operator", "metrics"))
            .expirationTime(Date.from(Instant.now().plusSeconds(600)))
            .build();
    SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    jwt.sign(new MACSigner(key));
    return jwt.serialize();
  }

  private Map<String, String> environment(RedisServers servers) throws Exception {
    StringBuilder lines = new StringBuilder();
    for (Role role : Role.values()) {
      lines.append(made(role).kept().line()).append('\n');
    }
    TlsFiles own = issuer.issue("127.0.0.1").write(folder, "own");
    Path key = own.key().orElseThrow();
    secrets.put("the key of the certificate", Files.readAllLines(key).get(1));
    Map<String, String> environment = new HashMap<>();
    environment.put("SECRET_KEY", KEY);
    environment.put("SECRET_KEY_PREVIOUS", PREVIOUS);
    environment.put("JWT_KEY", JWT_KEY);
    environment.put("JWT_ISSUER", "https://issuer.example");
    environment.put("JWT_AUDIENCE", "caplab");
    environment.put("AUDIT_KEY", AUDIT_KEY);
    environment.put("AUDIT_FILE", folder.resolve("audit.log").toString());
    environment.put("API_TOKENS_FILE", folder.resolve("tokens").toString());
    environment.put("REDIS_NODES", servers.addresses());
    environment.put("RATE_LIMIT", "100000/hour");
    environment.put("RATE_LIMIT_STORE", "redis");
    environment.put("RATE_LIMIT_NODES", servers.addresses().replace("app-cp", "limiter"));
    environment.put("TLS_CERT_FILE", own.certificate().orElseThrow().toString());
    environment.put("TLS_KEY_FILE", key.toString());
    environment.put("LOG_LEVEL", "DEBUG");
    environment.put("LOG_PLAIN_KEYS", "true");
    Files.writeString(folder.resolve("tokens"), lines);
    Files.writeString(folder.resolve("features.yaml"), "access_log: 1\n");
    secrets.putAll(Map.of("SECRET_KEY", KEY, "SECRET_KEY_PREVIOUS", PREVIOUS));
    secrets.putAll(Map.of("JWT_KEY", JWT_KEY, "AUDIT_KEY", AUDIT_KEY));
    secrets.put("the password of app-cp", "password-of-app-cp");
    secrets.put("the password of limiter", "password-of-limiter");
    return environment;
  }

  /** Tokens that are none, and good ones that are not meant: somebody's, all the same. */
  private void wrongCredentials() throws Exception {
    String good = jwt(JWT_KEY, "caplab");
    String foreign = jwt("another-secret-key-of-32-bytes-or-more", "caplab");
    String astray = jwt(JWT_KEY, "elsewhere");
    String mistyped = secrets.get("the token of writer") + "x";
    String basic =
        Base64.getEncoder().encodeToString("me:pass-of-basic".getBytes(StandardCharsets.UTF_8));
    secrets.putAll(Map.of("a JWT", good, "a foreign JWT", foreign, "a JWT astray", astray));
    secrets.putAll(Map.of("a mistyped token", mistyped, "a basic password", basic));
    for (String token : List.of(good, foreign, astray, mistyped)) {
      credentials.add("Bearer " + token);
    }
    credentials.add("Basic " + basic);
    credentials.add("");
  }

  @Test
  void noneIsInALogAnAnswerTheMetricsOrTheAudit() throws Exception {
    String said;
    try (RedisServers servers = RedisServers.startFor("app-cp", 1)) {
      Map<String, String> environment = environment(servers);
      wrongCredentials();
      try (CpProcess process = CpProcess.start(folder, environment);
          HttpClient client = HttpClient.newBuilder().sslContext(issuer.client()).build()) {
        String base = "https://127.0.0.1:" + process.port();
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> ask(client, base, "PUT", "/write/k", credentials.get(1)) == 200);
        askEverything(client, base);
        // What it says of its nodes and files, too.
        Files.writeString(folder.resolve("tokens"), secrets.get("the token of writer") + "\n");
        servers.only().kill();
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() ->
                process.said().toString().contains("DB_CONNECT_FAILURE")
                    && process.said().toString().contains("line 1 is not: sha256"));
        askEverything(client, base);
        process.stop();
        said = String.join("\n", process.said());
      }
    }
    String audit = Files.readString(folder.resolve("audit.log"));
    assertThat(said).contains("\"event\":\"AUTH\"", "\"event\":\"WRITE\"", "\"event\":\"READ\"");
    assertThat(answers).contains("app_requests_total", "\"status\":401", "\"status\":403");
    assertThat(audit).contains("AUTH", "WRITE");
    secrets.forEach((name, secret) -> {
      assertThat(said).as("%s on stdout", name).doesNotContain(secret);
      assertThat(answers).as("%s in an answer", name).doesNotContain(secret);
      assertThat(audit).as("%s in the audit", name).doesNotContain(secret);
    });
  }

  private void askEverything(HttpClient client, String base) throws Exception {
    JsonNode paths =
        JsonMapper.shared()
            .readTree(send(client, base, "GET", "/openapi.json", credentials.getFirst()).body())
            .path("paths");
    assertThat(paths.size()).isGreaterThan(10);
    for (String template : paths.propertyNames()) {
      String path =
          template
              .replace("{key}", "k")
              .replace("{value}", "v")
              .replace("{node}", "db_g1")
              .replace("{id}", "x");
      for (String method : paths.path(template).propertyNames()) {
        for (String credential : credentials) {
          if (!path.endsWith("/open")) {
            ask(client, base, method.toUpperCase(java.util.Locale.ROOT), path, credential);
          }
        }
        String token = secrets.get("the token of writer");
        ask(client, base, "GET", path + "?access_token=" + token, "");
      }
    }
  }

  private int ask(HttpClient client, String base, String method, String path, String credential)
      throws IOException, InterruptedException {
    HttpResponse<String> response = send(client, base, method, path, credential);
    answers.append(response.headers().map()).append(response.body()).append('\n');
    return response.statusCode();
  }

  private static HttpResponse<String> send(
      HttpClient client, String base, String method, String path, String credential)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(Duration.ofSeconds(20))
            .method(method, BodyPublishers.ofString(method.startsWith("P") ? "v" : ""));
    if (!credential.isEmpty()) {
      request.header("Authorization", credential);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }
}
