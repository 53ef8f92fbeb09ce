package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server or the JDK reads before any route does is understood as the RFCs say. */
class WireFormTest {

  private static EchoService service;

  @BeforeAll
  static void start() {
    service = new EchoService();
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static Response ask(String requestLine, String... headers) throws IOException {
    return Wire.ask(service.server.port(), requestLine, headers);
  }

  private static Response write(byte[] body, String... headers) throws IOException {
    return Wire.send(service.server.port(), "POST /write/k", body, headers);
  }

  private static Response chunked(String coding, String body) throws IOException {
    try (Wire wire = new Wire(service.server.port())) {
      return wire.send(
              "POST /write/k HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: "
                  + coding
                  + "\r\n\r\n"
                  + body)
          .rest();
    }
  }

  private static void assertProblem(Response response, int status) {
    assertThat(response.status()).as(response.body()).isEqualTo(status);
    assertThat(response.member("outcome")).isEqualTo("not_applied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"utf8mb4", "binary", "utf-9", "%%", "latin1", "\"a;b\""})
  void refusesACharset_thatIsNotKnownEither(String charset) throws IOException {
    assertProblem(write(new byte[] {'v'}, "Content-Type: text/plain; charset=" + charset), 415);
    assertProblem(write(new byte[] {'v'}, "Content-Type: text/plain;charset =" + charset), 415);
  }

  @ParameterizedTest
  @CsvSource({
    "'application/json;q=0, */*', 406",
    "'*/*, application/json; q=0', 406",
    "'application/*;q=0, application/json', 200",
    "'*/*;q=0, application/*', 200",
    "'text/plain;x=\",\", application/json', 200",
    "'application/json;q=0.5;x=1', 200",
    "'text/html, *; q=.2', 200"
  })
  void takesTheRangeThatIsMostSpecific(String accept, int status) throws IOException {
    assertThat(ask("GET /read/x", "Accept: " + accept).status()).isEqualTo(status);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zz\r\nimportant\r\n0\r\n\r\n", "9\r\nimportantX\r\n0\r\n\r\n", "-1\r\n"})
  void refusesAMalformedChunk(String body) throws IOException {
    assertThat(chunked("chunked", body).status()).isEqualTo(400);
  }

  @Test
  void knowsNoOtherTransferCoding() throws IOException {
    Response refused = chunked("gzip, chunked", "1\r\nx\r\n0\r\n\r\n");
    assertThat(refused.status()).isEqualTo(501);
    assertThat(refused.member("outcome")).isEqualTo("not_applied");
  }

  @Test
  void refusesAPartOfAValue() throws IOException {
    byte[] body = "part".getBytes(StandardCharsets.UTF_8);
    assertThat(write(body, "Content-Range: bytes 0-3/10").status()).isEqualTo(400);
    assertThat(
            Wire.send(service.server.port(), "PUT /write/k", body, "Content-Range: bytes 0-3/10")
                .status())
        .isEqualTo(400);
  }

  @Test
  void takesTheAuthorityOfAnAbsoluteTarget() throws IOException {
    assertThat(ask("GET http://elsewhere:81/read/x").member("key")).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%6Cive", "/%76%31/live", "/v1/%6c%69%76%65"})
  void decodesWhatNeedsNoEncoding(String path) throws IOException {
    assertThat(ask("GET " + path).status()).isEqualTo(200);
    assertThat(ask("GET /%2Flive").status()).isEqualTo(404);
    assertThat(ask("GET /liv%zz").status()).isIn(400, 404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/2.0", "HTTP/3.0", "HTTP/9.9"})
  void speaksHttp1Only(String version) throws IOException {
    try (Wire wire = new Wire(service.server.port())) {
      assertProblem(
          wire.send("GET /read/x " + version + "\r\nHost: x\r\nConnection: close\r\n\r\n").rest(),
          505);
    }
  }

  @Test
  void combinesSeveralLinesOfAccept() throws IOException {
    assertThat(ask("GET /read/x", "Accept: text/html", "Accept: application/json").status())
        .isEqualTo(200);
    assertProblem(ask("GET /read/x", "Accept: text/html", "Accept: image/png"), 406);
  }
}
