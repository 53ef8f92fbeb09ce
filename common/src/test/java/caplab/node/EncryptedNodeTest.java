package caplab.node;

import static caplab.node.NodeKit.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.observe.Events;
import caplab.seal.Pseudonym;
import caplab.tls.Issuer;
import caplab.tls.TlsFiles;
import caplab.tls.WatchedTls;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Redis server that speaks TLS. */
class EncryptedNodeTest {

  private static final Issuer ISSUER = new Issuer("issuer");
  private static final Issuer STRANGER = new Issuer("stranger");
  private static final Command PING = NodeKit.PING;

  @TempDir Path folder;

  private final RecordingListener heard = new RecordingListener();
  private final int port = RedisServers.freePort();
  private RedisServers servers;
  private WatchedTls tls;
  private RedisNode node;

  @AfterEach
  void end() {
    node.close();
    tls.close();
    servers.close();
  }

  private void serve(Issuer.Identity shown, String asksClients) throws IOException {
    TlsFiles files = shown.write(folder, "server");
    servers =
        RedisServers.start(
            1,
            "--tls-port",
            "" + port,
            "--tls-cert-file",
            files.certificate().orElseThrow().toString(),
            "--tls-key-file",
            files.key().orElseThrow().toString(),
            "--tls-ca-cert-file",
            trust(ISSUER, "clients").toString(),
            "--tls-auth-clients",
            asksClients);
  }

  private Path trust(Issuer issuer, String file) throws IOException {
    return Files.writeString(folder.resolve(file), issuer.certificate());
  }

  private void call(TlsFiles files) {
    tls = WatchedTls.of(files, new Events(new Pseudonym("secret", false)));
    node =
        new RedisNode(
            NodeAddress.parse("db_g1=rediss://127.0.0.1:" + port),
            NodeSettings.of(Duration.ofSeconds(5)).encryptedBy(tls.context().getSocketFactory()),
            CircuitBreakerRegistry.ofDefaults(),
            heard);
  }

  private static TlsFiles trusting(Path authorities) {
    return new TlsFiles(Optional.empty(), Optional.empty(), Optional.of(authorities));
  }

  private void answered() {
    assertThat(node.call(PING, PATIENCE)).isInstanceOf(Reply.Answered.class);
  }

  /** That the handshake is why it does not answer. */
  private void refused() {
    await().until(() -> heard.faults.contains(ConnectFault.TLS));
    assertThat(node.status().connected()).isFalse();
    assertThat(heard.runIds).isEmpty();
  }

  @Test
  void answersOverTls_whereItsIssuerIsTrusted() throws IOException {
    serve(ISSUER.issue("127.0.0.1"), "no");
    call(trusting(trust(ISSUER, "trusted")));
    answered();
    String large = "v".repeat(1 << 20);
    node.call(new Command.Plain("SET", List.of("k", large)), PATIENCE);
    Reply read = node.call(new Command.Plain("GET", List.of("k")), PATIENCE);
    assertThat(((byte[]) ((Reply.Answered) read).value()).length).isEqualTo(large.length());
  }

  @Test
  void isGivenUpWhileItStandsStill_andAnswersAfterwards() throws IOException {
    serve(ISSUER.issue("127.0.0.1"), "no");
    call(trusting(trust(ISSUER, "trusted")));
    answered();
    servers.only().pause();
    try {
      assertThat(node.call(PING, Duration.ofMillis(300)))
          .isInstanceOfAny(Reply.Lost.class, Reply.Refused.class);
    } finally {
      servers.only().resume();
    }
    await()
        .atMost(PATIENCE)
        .until(() -> node.call(PING, Duration.ofSeconds(1)) instanceof Reply.Answered);
  }

  @Test
  void isNotTrusted_whereItsCertificateIsForAnother() throws IOException {
    serve(ISSUER.issue("db_g2", "127.0.0.2"), "no");
    call(trusting(trust(ISSUER, "trusted")));
    refused();
  }

  @Test
  void isKnownByItsName_thoughThatHasAnUnderscore() throws IOException {
    serve(ISSUER.issue("db_g1"), "no");
    call(trusting(trust(ISSUER, "trusted")));
    refused();
    try (SSLSocket socket =
        (SSLSocket) ISSUER.client().getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.startHandshake();
      assertThat(Wire.HOSTS.verify("db_g1", socket.getSession())).isTrue();
      assertThat(Wire.HOSTS.verify("db_g2", socket.getSession())).isFalse();
    }
  }

  @Test
  void isNotTrusted_whereItsCertificateIsExpired() throws IOException {
    serve(ISSUER.issueExpired("127.0.0.1"), "no");
    call(trusting(trust(ISSUER, "trusted")));
    refused();
  }

  @Test
  void isTrusted_onceTheFileNamesItsIssuer_withoutARestart() throws IOException {
    serve(ISSUER.issue("127.0.0.1"), "no");
    call(trusting(trust(STRANGER, "trusted")));
    refused();
    trust(ISSUER, "trusted");
    await()
        .atMost(PATIENCE)
        .until(() -> node.call(PING, Duration.ofSeconds(1)) instanceof Reply.Answered);
  }

  @Test
  void isShownTheServicesCertificate_whereItAsksForOne() throws IOException {
    serve(ISSUER.issue("127.0.0.1"), "yes");
    Path trusted = trust(ISSUER, "trusted");
    TlsFiles own = ISSUER.issue("app-cp").write(folder, "own");
    call(new TlsFiles(own.certificate(), own.key(), Optional.of(trusted)));
    answered();
    node.close();
    tls.close();
    heard.runIds.clear();
    call(trusting(trusted));
    refused();
  }
}
