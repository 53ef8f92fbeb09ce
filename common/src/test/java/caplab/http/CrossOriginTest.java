package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pages may call from a browser. */
class CrossOriginTest {

  private static final String OURS = "Origin: https://app.example";

  private static EchoService closed;
  private static EchoService open;

  @BeforeAll
  static void start() {
    closed = new EchoService();
    open = EchoService.calledFrom("https://app.example");
  }

  @AfterAll
  static void stop() {
    closed.close();
    open.close();
  }

  private static Response ask(EchoService service, String requestLine, String... headers)
      throws IOException {
    return Wire.ask(service.server.port(), requestLine, headers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: https://evil.example",
        "Origin: http://app.example",
        "Origin: https://app.example.evil.example",
        "Origin: https://app.example, https://evil.example",
        "Origin: null",
        "Origin:",
        "Origin: https://app.example\r\nOrigin: https://evil.example"
      })
  void lets_noForeignPageChangeAnything(String origin) throws IOException {
    for (EchoService service : List.of(closed, open)) {
      for (String line :
          List.of(
              "POST /write/k/v",
              "PUT /write/k",
              "DELETE /write/k",
              "POST /circuit-breaker/db_g1/open",
              "POST /v1/circuit-breaker/db_g1/reset")) {
        Response refused = ask(service, line, "Content-Length: 0", origin);
        assertThat(refused.status()).as(line).isEqualTo(403);
        assertThat(refused.member("outcome")).isEqualTo("not_applied");
        assertThat(refused.header("Access-Control-Allow-Origin")).isNull();
      }
      assertThat(ask(service, "GET /circuit-breaker/db_g1", origin).member("state"))
          .isEqualTo("CLOSED");
    }
  }

  @Test
  void servesWhoIsNoPage_asBefore() throws IOException {
    assertThat(ask(closed, "POST /write/k/v").status()).isEqualTo(200);
    assertThat(ask(closed, "GET /read/k", OURS).header("Access-Control-Allow-Origin")).isNull();
    assertThat(ask(closed, "GET /read/k", OURS).header("Vary")).isNull();
    assertThat(ask(closed, "OPTIONS /write/k", OURS, "Access-Control-Request-Method: PUT").status())
        .isEqualTo(405);
  }

  @Test
  void letsAPageOfOursWriteAndReadAllHeaders() throws IOException {
    Response written = ask(open, "POST /write/k/v", OURS);
    assertThat(written.status()).isEqualTo(200);
    assertThat(written.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
    assertThat(written.header("Vary")).isEqualTo("Origin");
    assertThat(written.header("Access-Control-Expose-Headers"))
        .contains("ETag", "Retry-After", "Link", "X-Staleness-Ms", "X-Session-Token");
    Response refusal = ask(open, "GET /read/!kind-UNAVAILABLE", OURS);
    assertThat(refusal.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
    assertThat(ask(open, "GET /read/k").header("Vary")).isEqualTo("Origin");
  }

  @Test
  void answersPreflights() throws IOException {
    Response preflight =
        ask(
            open,
            "OPTIONS /write/k",
            OURS,
            "Access-Control-Request-Method: PUT",
            "Access-Control-Request-Headers: if-match");
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.body()).isEmpty();
    assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
    assertThat(preflight.header("Access-Control-Allow-Methods")).isEqualTo("DELETE, POST, PUT");
    assertThat(preflight.header("Access-Control-Allow-Headers"))
        .contains("If-Match", "Content-Type", "X-Request-ID");
    assertThat(preflight.header("Access-Control-Max-Age")).isEqualTo("600");
    assertThat(
            ask(
                    open,
                    "OPTIONS /write/k",
                    "Origin: https://evil.example",
                    "Access-Control-Request-Method: PUT")
                .header("Access-Control-Allow-Origin"))
        .isNull();
    assertThat(ask(open, "OPTIONS /nowhere", OURS, "Access-Control-Request-Method: PUT").status())
        .isEqualTo(404);
    assertThat(ask(open, "OPTIONS /write/k", OURS).status()).isEqualTo(405);
  }
}
