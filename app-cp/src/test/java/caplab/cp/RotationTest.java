package caplab.cp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.access.ApiToken;
import caplab.access.Role;
import caplab.audit.AuditChain;
import caplab.audit.AuditVerdict;
import caplab.node.RedisServer;
import caplab.node.RedisServers;
import caplab.tls.Issuer;
import caplab.tls.TlsFiles;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Every secret of app-cp is replaced while clients write, and none of them is refused anything. */
class RotationTest {

  /** Slow enough not to be taken for somebody who guesses. */
  private static final Duration EVERY = Duration.ofSeconds(1);

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String SECOND = "the-second-password";
  private static final String ISSUER = "https://issuer.example";
  private static final String AUDIENCE = "caplab";

  @TempDir Path folder;

  private final Issuer issuer = new Issuer("issuer");

  /** A machine that is busy is no reason to refuse a client here. */
  private final Map<String, String> environment =
      new HashMap<>(Map.of("NETWORK_TIMEOUT_SEC", "20", "REQUEST_TIMEOUT_SEC", "60"));

  private static ApiToken.Made token() {
    return ApiToken.make(new SecureRandom(), Role.WRITER, Optional.of("shop"), Optional.empty());
  }

  private static ECKey key(String id) throws Exception {
    return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
  }

  private static String jwt(ECKey key) throws Exception {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .issuer(ISSUER)
            .audience(AUDIENCE)
            .subject("shop")
            .claim("roles", List.of("writer"))
            .expirationTime(Date.from(Instant.now().plusSeconds(3600)))
            .build();
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build();
    SignedJWT jwt = new SignedJWT(header, claims);
    jwt.sign(new ECDSASigner(key));
    return jwt.serialize();
  }

  private Path publish(ECKey... keys) throws IOException {
    JWKSet set = new JWKSet(Stream.of(keys).<JWK>map(ECKey::toPublicJWK).toList());
    return Files.writeString(folder.resolve("jwks.json"), set.toString());
  }

  private Path tokens(ApiToken.Made... made) throws IOException {
    return Files.write(
        folder.resolve("tokens"), Stream.of(made).map(each -> each.kept().line()).toList());
  }

  private static void until(Callable<Boolean> holds) {
    await().atMost(PATIENCE).pollInterval(EVERY).until(holds);
  }

  @Test
  void tokensKeysOfJwtsAndCertificates_byTheirFiles() throws Exception {
    ApiToken.Made first = token();
    ApiToken.Made second = token();
    ECKey old = key("old");
    ECKey next = key("next");
    TlsFiles own = issuer.issue("127.0.0.1").write(folder, "own");
    environment.put("API_TOKENS_FILE", tokens(first).toString());
    environment.put("JWT_JWKS_FILE", publish(old).toString());
    environment.put("JWT_ISSUER", ISSUER);
    environment.put("JWT_AUDIENCE", AUDIENCE);
    environment.put("TLS_CERT_FILE", own.certificate().orElseThrow().toString());
    environment.put("TLS_KEY_FILE", own.key().orElseThrow().toString());
    try (RedisServers servers = RedisServers.start(1)) {
      environment.put("REDIS_NODES", servers.addresses());
      try (CpProcess process = CpProcess.start(folder, environment);
          WritingClients clients =
              new WritingClients("https", issuer.client(), process.port(), first.token())) {
        clients.goOn();

        tokens(first, second);
        until(() -> clients.status(second.token()) == 200);
        clients.use(second.token());
        tokens(second);
        until(() -> clients.status(first.token()) == 401);
        clients.goOn();

        clients.use(jwt(old));
        publish(old, next);
        until(() -> clients.status(jwt(next)) == 200);
        clients.use(jwt(next));
        publish(next);
        until(() -> clients.status(jwt(old)) == 401);
        clients.goOn();

        X509Certificate before = shown(process.port());
        issuer.issue("127.0.0.1").write(folder, "own");
        until(() -> !shown(process.port()).equals(before));
        clients.goOn();

        assertThat(clients.refused()).isEmpty();
      }
    }
  }

  private X509Certificate shown(int port) throws IOException {
    try (SSLSocket socket =
        (SSLSocket) issuer.client().getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  /** What is no file that is read again takes another instance beside the one that goes. */
  @Test
  void theRest_byOneInstanceAfterTheOther() throws Exception {
    String keyOfOne = "the first key of the audit, 32 bytes and more";
    String keyOfOther = "another key of the audit, 32 bytes and more";
    String secret = "the first secret key, of 32 bytes or more";
    try (RedisServers servers = RedisServers.startFor("app-cp", 3)) {
      environment.put("REDIS_NODES", servers.addresses());
      environment.put("SECRET_KEY", secret);
      environment.put("AUDIT_KEY", keyOfOne);
      environment.put("AUDIT_FILE", folder.resolve("one.log").toString());
      try (CpProcess one = CpProcess.start(folder, environment);
          WritingClients clients =
              new WritingClients("http", issuer.client(), one.port(), "none")) {
        clients.goOn();
        addPassword(servers.all().getFirst().folder().resolveSibling("users.acl"));
        for (RedisServer server : servers.all()) {
          try (Jedis admin = server.client("admin")) {
            admin.aclLoad();
          }
          until(() -> clients.serving() == 3);
        }
        clients.goOn();

        environment.put("REDIS_NODES", servers.addresses().replace("password-of-app-cp", SECOND));
        environment.put("SECRET_KEY", "the second secret key, of 32 bytes or more");
        environment.put("SECRET_KEY_PREVIOUS", secret);
        environment.put("AUDIT_KEY", keyOfOther);
        environment.put("AUDIT_FILE", folder.resolve("other.log").toString());
        try (CpProcess other = CpProcess.start(folder, environment)) {
          clients.moveTo(other.port());
          one.stop();
          clients.goOn();
          clients.close();
          other.stop();
        }
        assertThat(clients.refused()).isEmpty();
      }
      whole("one.log", keyOfOne);
      whole("other.log", keyOfOther);
    }
  }

  /** As docs/security.md says: in the file of users, which each node then loads. */
  private static void addPassword(Path users) throws IOException {
    Files.write(
        users,
        Files.readAllLines(users).stream()
            .map(line -> line.startsWith("user app-cp ") ? line + " >" + SECOND : line)
            .toList());
  }

  private void whole(String audit, String key) throws IOException {
    List<Path> files = List.of(folder.resolve(audit));
    AuditVerdict verdict = AuditVerdict.of(new AuditChain(key), files, Optional.empty());
    assertThat(verdict.faults()).isEmpty();
    assertThat(Files.readString(files.getFirst())).contains("\"event\":\"WRITE\"");
  }
}
