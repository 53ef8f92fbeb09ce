package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpMannersTest {

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

  private static Response send(String requestLine, byte[] body, String... headers)
      throws IOException {
    return Wire.send(service.server.port(), requestLine, body, headers);
  }

  private static void assertProblem(Response response, int status) {
    assertThat(response.status()).as(response.body()).isEqualTo(status);
    assertThat(response.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(response.json().propertyNames())
        .contains("type", "title", "status", "detail", "instance", "request_id", "outcome");
    assertThat(response.json().path("status").asInt()).isEqualTo(status);
    assertThat(response.member("request_id")).isEqualTo(response.header("X-Request-ID"));
    assertCommonHeaders(response);
  }

  private static void assertCommonHeaders(Response response) {
    assertThat(response.header("X-Request-ID")).matches("[A-Za-z0-9._-]{1,128}");
    assertThat(response.header("X-Correlation-ID")).matches("[A-Za-z0-9._-]{1,128}");
    assertThat(response.header("API-Version")).isEqualTo("1");
    assertThat(response.header("Cache-Control")).isEqualTo("no-store");
    assertThat(response.header("Server")).isNull();
  }

  @Test
  void answersJsonThatEndsInANewline() throws IOException {
    Response response = ask("GET /read/test");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("Content-Type")).isEqualTo("application/json");
    assertThat(response.body()).endsWith("}\n");
    assertThat(response.header("ETag")).isEqualTo("\"3\"");
    assertCommonHeaders(response);
  }

  @Test
  void servesTheSameUnderV1() throws IOException {
    assertThat(ask("GET /v1/read/test").member("key")).isEqualTo("test");
    assertThat(ask("GET /v1").status()).isEqualTo(200);
    assertThat(ask("GET /v1/").status()).isEqualTo(200);
  }

  @Test
  void answersHeadAsGetWithoutBody() throws IOException {
    Response get = ask("GET /circuit-breaker");
    Response head = ask("HEAD /circuit-breaker");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.header("Content-Length")).isEqualTo(get.header("Content-Length"));
  }

  @Test
  void sendsNoBodyWithNotModified() throws IOException {
    Response response = ask("GET /read/!unmodified");
    assertThat(response.status()).isEqualTo(304);
    assertThat(response.header("Content-Length")).isNull();
    assertThat(response.body()).isEmpty();
    assertThat(response.header("ETag")).isEqualTo("\"3\"");
    assertCommonHeaders(response);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "A-Za.z_09", "x-1"})
  void keepsTheCallersIds(String id) throws IOException {
    Response response = ask("GET /read/x", "X-Request-ID: " + id, "X-Correlation-ID: c" + id);
    assertThat(response.header("X-Request-ID")).isEqualTo(id);
    assertThat(response.header("X-Correlation-ID")).isEqualTo("c" + id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\tb", "ü", "a\"b", "{\"level\":\"ERROR\"}"})
  void makesAnIdWhereTheCallersIsNone(String id) throws IOException {
    Response response = ask("GET /read/x", "X-Request-ID: " + id);
    assertThat(response.header("X-Request-ID")).matches("[0-9a-f]{32}");
    assertThat(response.header("X-Correlation-ID")).isEqualTo(response.header("X-Request-ID"));
  }

  @Test
  void limitsTheCallersIdTo128Characters() throws IOException {
    String longest = "x".repeat(128);
    assertThat(ask("GET /read/x", "X-Request-ID: " + longest).header("X-Request-ID"))
        .isEqualTo(longest);
    assertThat(ask("GET /read/x", "X-Request-ID: " + longest + "x").header("X-Request-ID"))
        .matches("[0-9a-f]{32}");
  }

  @Test
  void continuesATrace() throws IOException {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    String ours =
        ask("GET /read/x", "traceparent: 00-" + trace + "-00f067aa0ba902b7-01")
            .header("traceparent");
    assertThat(ours).matches("00-" + trace + "-[0-9a-f]{16}-01").doesNotContain("00f067aa0ba902b7");
    assertThat(ask("GET /read/x", "traceparent: nonsense").header("traceparent")).isNull();
  }

  @Test
  void listsThePaths_whenThePathIsUnknown() throws IOException {
    Response response = ask("GET /nowhere");
    assertProblem(response, 404);
    assertThat(response.json().path("paths").toString()).contains("GET /read/{key}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/read/a/b", "/read/../x", "/read", "/", "/write", "//read/x", "/READ/x"})
  void knowsNoOtherPathsForWriting(String path) throws IOException {
    assertThat(ask("POST " + path).status()).isIn(404, 405);
  }

  /** Whatever a proxy on the way would make of it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "//live",
        "/live/",
        "/./live",
        "/%2e/live",
        "/read/../live",
        "/read/%2e%2e/live",
        "/read/x/../../live",
        "/..%2Flive",
        "/read%2Fx",
        "/%2Flive",
        "/live%00",
        "/live%2500",
        "/live;x=y",
        "/live%3Bx",
        "/%C0%AFlive",
        "/liv%C1%A5",
        "/v1/v1/live",
        "\\live"
      })
  void leadsNowhereByATrick(String path) throws IOException {
    assertThat(ask("GET " + path).status()).isIn(400, 404);
  }

  @ParameterizedTest
  @CsvSource({
    "PUT /read/x, 'GET, HEAD'",
    "GET /write/x, 'DELETE, POST, PUT'",
    "OPTIONS /write/x, 'DELETE, POST, PUT'",
    "TRACE /read/x, 'GET, HEAD'",
    "FOO /read/x, 'GET, HEAD'",
    "POST /health, 'GET, HEAD'"
  })
  void namesTheMethodsAllowed(String requestLine, String allow) throws IOException {
    Response response = ask(requestLine);
    assertProblem(response, 405);
    assertThat(response.header("Allow")).isEqualTo(allow);
  }

  @ParameterizedTest
  @CsvSource({
    "text/html, 406",
    "application/json;q=0, 406",
    "application/json;q=0.000, 406",
    "nonsense, 406",
    "application/json, 200",
    "'text/html, application/*;q=0.5', 200",
    "*/*, 200"
  })
  void answersOnlyWithWhatIsAccepted(String accept, int status) throws IOException {
    assertThat(ask("GET /read/x", "Accept: " + accept).status()).isEqualTo(status);
  }

  /** B-6. */
  @ParameterizedTest
  @EnumSource
  void shapesEveryProblemByTheTable(Problem.Kind kind) throws IOException {
    Response response = ask("GET /read/!kind-" + kind.name());
    assertProblem(response, kind.status);
    assertThat(response.member("title")).isEqualTo(kind.title);
    assertThat(response.member("outcome")).isEqualTo(kind.outcome);
    assertThat(response.member("detail")).isEqualTo("as asked");
    assertThat(response.json().path("quorum").path("required").asInt()).isEqualTo(2);
    assertThat(response.header("Retry-After")).isEqualTo("2");
    assertThat(response.json().path("retry_after_ms").asInt()).isEqualTo(1200);
    assertThat(Problems.markdown()).contains("| " + kind.status + " | " + kind.title + " |");
  }

  @ParameterizedTest
  @ValueSource(strings = {"!defect", "!error"})
  void hidesADefect(String key) throws IOException {
    Response response = ask("GET /read/" + key);
    assertProblem(response, 500);
    assertThat(response.body()).doesNotContain("secret", "Exception", "caplab.http", "\\tat ");
    assertThat(response.member("outcome")).isEqualTo("unknown");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET read/x",
        "OPTIONS *",
        "CONNECT a:1",
        "CONNECT *",
        "GET /../x",
        "GET",
        "G\u00e9T /",
        "GET /read/a b c"
      })
  void refusesWhatIsNoRequest(String requestLine) throws IOException {
    assertProblem(ask(requestLine), 400);
  }

  @Test
  void refusesHeadersAndPathsThatAreTooLong() throws IOException {
    assertProblem(ask("GET /read/x", "X-Big: " + "y".repeat(20_000)), 431);
    assertProblem(ask("GET /read/" + "x".repeat(20_000)), 414);
  }

  @Test
  void servesNoWebSocket() throws IOException {
    Response response =
        ask(
            "GET /nowhere",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: x");
    assertProblem(response, 404);
  }

  @Test
  void readsQueryAndCookies() throws IOException {
    Response response =
        ask("GET /read/x?context=a%2Bb+c&flag", "Cookie: cap_session=\"t=1\"; other=2");
    assertThat(response.json().path("query").path("context").asString()).isEqualTo("a+b c");
    assertThat(response.json().path("query").path("flag").asString()).isEmpty();
    assertThat(response.json().path("cookies").path("cap_session").asString()).isEqualTo("t=1");
    assertProblem(ask("GET /read/x?a=%FF"), 400);
    assertProblem(ask("GET /read/x?%=1"), 400);
  }

  @Test
  void tellsWhatIsMisspelt_andTheNamesThatItKnows() throws IOException {
    Response misspelt = ask("GET /read/x?explian=1");
    assertProblem(misspelt, 400);
    assertThat(misspelt.member("detail")).contains("explian");
    assertThat(misspelt.json().path("known").toString())
        .isEqualTo("[\"explain\",\"context\",\"flag\"]");
    assertProblem(ask("GET /read/x?context=1&context=1"), 400);
    assertProblem(ask("GET /read/x?explain=yes"), 400);
    assertProblem(ask("GET /live?x"), 400);
    assertProblem(ask("GET /read/x?If-Match=1"), 400);
  }

  @Test
  void takesAnAbsoluteTarget() throws IOException {
    assertThat(ask("GET http://x/read/x").member("key")).isEqualTo("x");
  }

  @Test
  void saysThatTheConnectionEnds_whereTheBodyOfWhatItRefusedIsStillToCome() throws IOException {
    String head = "POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n";
    try (Wire wire = new Wire(service.server.port())) {
      wire.send(head + "here");
      assertThat(wire.next().header("Connection")).isNull();
      wire.send(head + "half".substring(0, 2));
      assertThat(wire.next().header("Connection")).isEqualTo("close");
      assertThat(wire.closedInSilence()).isTrue();
    }
  }

  @Test
  void keepsAConnectionForTheNextRequest_afterARefusal() throws IOException {
    byte[] body = "v".getBytes(StandardCharsets.UTF_8);
    assertThat(send("POST /nowhere", body).status()).isEqualTo(404);
    try (Wire wire = new Wire(service.server.port())) {
      wire.send("GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n");
      wire.send("GET /read/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      assertThat(wire.rest().body()).contains("HTTP/1.1 200");
    }
  }
}
