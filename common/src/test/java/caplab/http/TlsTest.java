package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import caplab.observe.Events;
import caplab.observe.Heard;
import caplab.seal.Pseudonym;
import caplab.tls.Issuer;
import caplab.tls.TlsFiles;
import caplab.tls.WatchedTls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients over TLS, while the files change. */
class TlsTest {

  private static final Issuer ISSUER = new Issuer("issuer");
  private static final Issuer STRANGER = new Issuer("stranger");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration CLEARLY_LESS_IDLE = Duration.ofMillis(50);

  @TempDir Path folder;

  private final Heard heard = Heard.listen();
  private WatchedTls tls;
  private EchoService service;

  @BeforeEach
  void nobodyIsAsked() throws IOException {
    start(ISSUER.issue("first").write(folder, "server"), 100);
  }

  private void start(TlsFiles files, int maxConnections) {
    tls = WatchedTls.of(files, new Events(new Pseudonym("secret", false)));
    service = new EchoService(tls, maxConnections);
  }

  private void restart(TlsFiles files, int maxConnections) {
    stop();
    start(files, maxConnections);
  }

  private void stop() {
    service.close();
    tls.close();
  }

  @AfterEach
  void end() {
    stop();
    heard.close();
  }

  /** One connection, whose requests are answered one after the other. */
  private final class Talk implements AutoCloseable {

    private final SSLSocket socket;
    private final BufferedReader in;

    Talk(SSLContext context, String... protocols) throws IOException {
      socket =
          (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", service.server.port());
      socket.setSoTimeout((int) PATIENCE.toMillis());
      if (protocols.length > 0) {
        socket.setEnabledProtocols(protocols);
      }
      socket.startHandshake();
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    /** The status line. */
    String live() throws IOException {
      socket
          .getOutputStream()
          .write("GET /live HTTP/1.1\r\nHost: gateway\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String status = in.readLine();
      int length = 0;
      for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
        if (line.startsWith("Content-Length: ")) {
          length = Integer.parseInt(line.substring(16));
        }
      }
      in.skip(length);
      return status;
    }

    String shown() throws IOException {
      X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return certificate.getSubjectX500Principal().getName();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private String shown() throws IOException {
    try (Talk talk = new Talk(ISSUER.client())) {
      assertThat(talk.live()).isEqualTo("HTTP/1.1 200 OK");
      return talk.shown();
    }
  }

  @Test
  void answersOverTls12AndTls13_whateverNameItIsCalled_andNeverInClear() throws IOException {
    for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
      try (Talk talk = new Talk(ISSUER.client(), protocol)) {
        assertThat(talk.live()).isEqualTo("HTTP/1.1 200 OK");
        assertThat(talk.socket.getSession().getProtocol()).isEqualTo(protocol);
      }
    }
    assertThatThrownBy(() -> Wire.ask(service.server.port(), "GET /live"))
        .isInstanceOf(Exception.class);
    assertThatThrownBy(() -> new Talk(STRANGER.client())).isInstanceOf(SSLException.class);
  }

  /** Said in its own bytes: no client of today would. */
  @Test
  void refusesTls11_andWhatIsOlder() throws IOException {
    int protocolVersion = 70;
    for (int version = 0; version <= 2; version++) {
      assertThat(alertTo(hello(version))).isEqualTo(protocolVersion);
    }
    assertThat(alertTo(hello(3))).isNotEqualTo(protocolVersion);
  }

  /** A ClientHello (RFC 5246, 7.4.1.2) that offers 3.{@code version} at most. */
  private static byte[] hello(int version) {
    byte[] offer = new byte[43];
    offer[0] = 3;
    offer[1] = (byte) version;
    // 32 bytes of chance and an empty session, then two suites, and no compression.
    byte[] suites = {0, 4, (byte) 0xC0, 0x2F, (byte) 0xC0, 0x13, 1, 0};
    System.arraycopy(suites, 0, offer, 35, suites.length);
    byte[] hello = new byte[9 + offer.length];
    byte[] head = {22, 3, 1, 0, (byte) (4 + offer.length), 1, 0, 0, (byte) offer.length};
    System.arraycopy(head, 0, hello, 0, head.length);
    System.arraycopy(offer, 0, hello, head.length, offer.length);
    return hello;
  }

  /** The alert's description; negative if the answer is none. */
  private int alertTo(byte[] hello) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", service.server.port())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write(hello);
      byte[] record = socket.getInputStream().readNBytes(7);
      assertThat(record).as("an answer").hasSize(7);
      return record[0] == 21 ? record[6] : -1;
    }
  }

  @Test
  void followsItsFiles_withoutLosingAConnection() throws IOException {
    try (Talk before = new Talk(ISSUER.client())) {
      assertThat(before.live()).isEqualTo("HTTP/1.1 200 OK");
      ISSUER.issue("second").write(folder, "server");
      await().atMost(PATIENCE).until(() -> shown().equals("CN=second"));
      assertThat(before.live()).isEqualTo("HTTP/1.1 200 OK");
      assertThat(before.shown()).isEqualTo("CN=first");
    }
    assertThat(heard.lines("CONFIG")).anyMatch(line -> line.contains("certificates read anew"));
  }

  @Test
  void keepsWhatItHas_andSaysOnceWhatIsWrong() throws IOException {
    Path certificate = folder.resolve("server.crt");
    Path key = folder.resolve("server.key");
    String good = Files.readString(key);
    Files.writeString(key, ISSUER.issue("other").key());
    told("server.key holds a key that does not match the certificate");
    Files.writeString(key, "garbage");
    told("server.key holds no private key in PEM");
    Files.writeString(key, good);
    Files.writeString(certificate, "garbage");
    told("server.crt holds no certificate in PEM");
    ISSUER.issueExpired("old").write(folder, "server");
    told("server.crt holds a certificate that is valid from");
    Files.delete(certificate);
    told("server.crt cannot be read");
    assertThat(heard.lines("CONFIG").stream().filter(line -> line.contains("no certificate in")))
        .hasSize(1);
  }

  /** It is said, and the certificate of before is still shown. */
  private void told(String fault) throws IOException {
    await()
        .atMost(PATIENCE)
        .until(() ->
            heard.lines("CONFIG").stream()
                .anyMatch(line ->
                    line.contains("certificates left as they were") && line.contains(fault)));
    assertThat(shown()).isEqualTo("CN=first");
  }

  @Test
  void servesOnlyWhoShowsACertificateOfTheIssuersThatItAsksFor() throws IOException {
    TlsFiles server = ISSUER.issue("first").write(folder, "server");
    Path clients = Files.writeString(folder.resolve("clients"), STRANGER.certificate());
    restart(new TlsFiles(server.certificate(), server.key(), Optional.of(clients)), 100);
    try (Talk talk = new Talk(ISSUER.client(STRANGER.issue("known")))) {
      assertThat(talk.live()).isEqualTo("HTTP/1.1 200 OK");
    }
    for (SSLContext client : List.of(ISSUER.client(), ISSUER.client(ISSUER.issue("unknown")))) {
      // With TLS 1.3 a client learns of it when it reads.
      assertThatThrownBy(() -> new Talk(client).live())
          .isInstanceOfAny(SSLException.class, SocketException.class);
    }
  }

  /** What the image asks, by bash and openssl. */
  @Test
  void isFoundAliveByTheHealthCheckOfItsContainer_andDeadAfterwards() throws Exception {
    int port = service.server.port();
    assumeTrue(healthCheck(folder, port, "openssl", "version") == 0, "needs openssl");
    Path live = Path.of("deploy/image/live");
    String check = (Files.exists(live) ? live : Path.of("..").resolve(live)).toString();
    assertThat(healthCheck(folder, port, "bash", check)).isZero();
    assertThat(healthCheck(folder, port, "env", "-u", "TLS_CERT_FILE", "bash", check)).isNotZero();
    service.close();
    assertThat(healthCheck(folder, port, "bash", check)).isNotZero();
  }

  private static int healthCheck(Path folder, int port, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("PORT", "" + port);
    builder.environment().put("TLS_CERT_FILE", folder.resolve("server.crt").toString());
    builder.environment().put("TLS_KEY_FILE", folder.resolve("server.key").toString());
    builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    return builder.start().waitFor();
  }

  /**
   * A connection is one, though TLS and HTTP each have one of their own.
   *
   * <p>An answer can be here before the server counts its request as done, so the idlest connection
   * is one that never asked.
   */
  @Test
  void closesTheIdlest_onceThereAreTooMany() throws IOException {
    restart(ISSUER.issue("first").write(folder, "server"), 2);
    try (Talk idlest = new Talk(ISSUER.client(), "TLSv1.2");
        Talk busy = new Talk(ISSUER.client())) {
      askFor(CLEARLY_LESS_IDLE, busy);
      try (Talk newcomer = new Talk(ISSUER.client())) {
        assertThat(newcomer.live()).isEqualTo("HTTP/1.1 200 OK");
        assertThat(busy.live()).isEqualTo("HTTP/1.1 200 OK");
        assertThat(idlest.socket.getInputStream().read()).isNegative();
      }
    }
  }

  /** Idle times are in whole milliseconds. */
  private static void askFor(Duration time, Talk talk) throws IOException {
    long started = System.nanoTime();
    do {
      assertThat(talk.live()).isEqualTo("HTTP/1.1 200 OK");
    } while (System.nanoTime() - started < time.toNanos());
  }
}
