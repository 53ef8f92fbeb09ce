package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What one reader could take for one request and another for two is refused, and ends its
 * connection: by a service, and by the gateway before it.
 */
class SmugglingTest {

  private static final String HIDDEN = "GET /read/hidden HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String POST = "POST /write/k HTTP/1.1\r\nHost: x\r\n";

  @TempDir static Path folder;

  private static EchoService service;
  private static LocalGateway gateway;

  @BeforeAll
  static void start() throws IOException {
    service = new EchoService();
    gateway = LocalGateway.possible() ? LocalGateway.start(service.server.port(), folder) : null;
  }

  @AfterAll
  static void stop() {
    if (gateway != null) {
      gateway.close();
    }
    service.close();
  }

  /** Whose length two readers could find in two places. */
  static Stream<Named<String>> ambiguous() {
    String chunked = "Transfer-Encoding: chunked\r\n";
    String hidden = Integer.toHexString(HIDDEN.length()) + "\r\n" + HIDDEN + "\r\n0\r\n\r\n";
    String ended = "0\r\n\r\n" + HIDDEN;
    return Stream.of(
        Named.of("CL.TE", POST + length(ended) + chunked + "\r\n" + ended),
        Named.of("TE.CL", POST + chunked + "Content-Length: 4\r\n\r\n" + hidden),
        Named.of("two lengths", POST + "Content-Length: 0\r\n" + length(HIDDEN) + "\r\n" + HIDDEN),
        Named.of("lengths in a list", POST + "Content-Length: 0, 5\r\n\r\n" + HIDDEN),
        Named.of("a length with a sign", POST + "Content-Length: +0\r\n\r\n" + HIDDEN),
        Named.of("a length in hexadecimal", POST + "Content-Length: 0x0\r\n\r\n" + HIDDEN),
        Named.of("a negative length", POST + "Content-Length: -1\r\n\r\n" + HIDDEN),
        Named.of("a space before the colon", POST + "Content-Length : 0\r\n\r\n" + HIDDEN),
        Named.of("TE with a space", POST + "Transfer-Encoding : chunked\r\n\r\n" + ended),
        Named.of(
            "TE with a space beside a length",
            POST + length(ended) + "Transfer-Encoding : chunked\r\n\r\n" + ended),
        Named.of("TE of another name", POST + "Transfer-Encoding: xchunked\r\n\r\n" + ended),
        Named.of("TE twice", POST + chunked + "Transfer-Encoding: identity\r\n\r\n" + ended),
        Named.of("TE with a control", POST + "Transfer-Encoding: \u000bchunked\r\n\r\n" + ended),
        Named.of(
            "TE in HTTP/1.0",
            POST.replace("1.1", "1.0") + length(ended) + chunked + "\r\n" + ended),
        Named.of("a bare CR in a header", POST + "X: y\r" + length(HIDDEN) + "\r\n" + HIDDEN),
        Named.of("a chunk size with a prefix", chunks("0x1\r\nv\r\n" + ended)),
        Named.of("a chunk size that wraps", chunks("10000000000000001\r\nv\r\n" + ended)),
        Named.of("a chunk longer than it says", chunks("1\r\nvwx\r\n" + ended)));
  }

  /** Which the gateway may write anew, in the one way that nobody takes for another. */
  static Stream<Named<String>> sloppy() {
    String ended = "0\r\n\r\n" + HIDDEN;
    return Stream.of(
        Named.of("TE folded", POST + "Transfer-Encoding:\r\n chunked\r\n\r\n" + ended),
        Named.of(
            "TE hidden by a fold",
            POST + length(ended) + "X: y\r\n Transfer-Encoding: chunked\r\n\r\n" + ended),
        Named.of("a bare LF in a header", POST + "X: y\n" + length(HIDDEN) + "\r\n" + HIDDEN),
        Named.of("bare LFs", POST.replace("\r", "") + "Content-Length: 0\n\n" + HIDDEN),
        Named.of("a NUL in a header", POST + "X: \0\r\nContent-Length: 0\r\n\r\n" + HIDDEN),
        Named.of("a bare LF in a chunk extension", chunks("1;x\n2\r\nv\r\n" + ended)),
        Named.of("controls in a chunk extension", chunks("1;\0=\u0001\r\nv\r\n" + ended)),
        Named.of("bare LFs between chunks", chunks("1\nv\n0\n\n" + HIDDEN)));
  }

  private static String chunks(String body) {
    return POST + "Transfer-Encoding: chunked\r\n\r\n" + body;
  }

  private static String length(String body) {
    return "Content-Length: " + body.length() + "\r\n";
  }

  @ParameterizedTest
  @MethodSource({"ambiguous", "sloppy"})
  void isRefusedByAService_onceAndForAll(String request) throws IOException {
    try (Wire wire = new Wire(service.server.port())) {
      Response answer = wire.send(request).rest();
      assertThat(answer.status()).as(answer.body()).isIn(400, 501);
      assertThat(answer.body()).doesNotContain("\nHTTP/1.1 ", "hidden");
    }
  }

  @ParameterizedTest
  @MethodSource("ambiguous")
  void isAnsweredOnceBehindTheGateway(String request) throws IOException {
    assumeThat(gateway).as("needs haproxy").isNotNull();
    try (Wire wire = new Wire(gateway.port())) {
      Response answer = wire.send(request).end().rest();
      assertThat(answer.body()).doesNotContain("\nHTTP/1.1 ", "\"key\":\"hidden\"");
    }
  }

  /** What the gateway passes on is for the service what it is for the gateway. */
  @ParameterizedTest
  @MethodSource({"ambiguous", "sloppy"})
  void givesNobodyTheAnswerOfAnother_behindTheGateway(String request) throws IOException {
    assumeThat(gateway).as("needs haproxy").isNotNull();
    try (Wire wire = new Wire(gateway.port())) {
      wire.send(request);
      for (int i = 0; i < 5; i++) {
        assertThat(Wire.ask(gateway.port(), "GET /read/k" + i).member("key")).isEqualTo("k" + i);
      }
      wire.end().rest();
      assertThat(Wire.ask(gateway.port(), "GET /read/last").member("key")).isEqualTo("last");
    }
  }

  /** Two requests that nobody could take for others are two. */
  @ParameterizedTest
  @MethodSource("ports")
  void isAnsweredTwice_whereItIsTwo(int port) throws IOException {
    try (Wire wire = new Wire(port)) {
      wire.send(POST + "Content-Length: 1\r\n\r\nv" + HIDDEN);
      assertThat(wire.next().status()).isEqualTo(200);
      assertThat(wire.next().member("key")).isEqualTo("hidden");
    }
  }

  static Stream<Integer> ports() {
    return gateway == null
        ? Stream.of(service.server.port())
        : Stream.of(service.server.port(), gateway.port());
  }
}
