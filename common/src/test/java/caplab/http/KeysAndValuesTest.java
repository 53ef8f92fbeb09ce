package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class KeysAndValuesTest {

  private static EchoService service;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

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

  @ParameterizedTest
  @CsvSource({
    "a%2Fb, a/b",
    "a%25b, a%b",
    "a%252Fb, a%2Fb",
    "a%20b, a b",
    "a+b, a+b",
    "%F0%9F%90%98, \uD83D\uDC18",
    "a;b=c, a;b=c",
    "%2e%2e, ..",
    "%2E, .",
    "a%5Cb, a\\b",
    "a%3Fb%23c, a?b#c",
    "{key}, {key}",
    "v1, v1"
  })
  void decodesAKeyOnceAndWhole(String raw, String key) throws IOException {
    assertThat(ask("GET /read/" + raw).member("key")).isEqualTo(key);
    assertThat(ask("POST /write/k/" + raw).member("value")).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "%00",
        "%0a",
        "%7F",
        "%C2%85",
        "%C3%28",
        "%ff",
        "%ED%A0%80",
        "%C0%AF",
        "%C0%80",
        "%E0%80%AF",
        "%F0%80%80%AF",
        "%F4%90%80%80",
        "%",
        "%4",
        "%zz",
        "%u0041"
      })
  void refusesAKeyThatIsNone(String raw) throws IOException {
    assertThat(ask("GET /read/" + raw).status()).isEqualTo(400);
  }

  @Test
  void refusesUnencodedBytesThatAreNotUtf8() throws IOException {
    byte[] request =
        "GET /read/XX HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.ISO_8859_1);
    request[10] = (byte) 0xC3;
    request[11] = (byte) 0x28;
    try (Wire wire = new Wire(service.server.port())) {
      assertThat(wire.send(request).rest().status()).isEqualTo(400);
    }
  }

  @Test
  void takesUnencodedUtf8() throws IOException {
    assertThat(ask("GET /read/\u00fc").member("key")).isEqualTo("\u00fc");
  }

  @Test
  void takesKeysOf1To512Bytes() throws IOException {
    assertThat(ask("GET /read/" + "x".repeat(512)).status()).isEqualTo(200);
    assertThat(ask("GET /read/" + "x".repeat(513)).status()).isEqualTo(400);
    assertThat(ask("GET /read/" + "%C3%BC".repeat(256)).status()).isEqualTo(200);
    assertThat(ask("GET /read/" + "%C3%BC".repeat(257)).status()).isEqualTo(400);
  }

  @Test
  void takesAnEmptyValue_inItsOneSpelling() throws IOException {
    assertThat(write(new byte[0]).member("value")).isEmpty();
    for (String path : List.of("/write/k", "/write/k/", "/write/k/.", "/write/k/..", "/write/.")) {
      Response refused = ask("POST " + path);
      assertThat(refused.status()).as(path).isEqualTo(400);
      assertThat(refused.member("outcome")).isEqualTo("not_applied");
    }
    assertThat(ask("POST /write/k").member("detail")).contains("Content-Length: 0");
    assertThat(chunked("/write/k", "").status()).isEqualTo(400);
  }

  @Test
  void neverDropsABody() throws IOException {
    byte[] body = "important".getBytes(StandardCharsets.UTF_8);
    for (String path : List.of("/write/k/", "/write/k/.", "/write/k/other")) {
      Response refused = Wire.send(service.server.port(), "POST " + path, body);
      assertThat(refused.status()).as(path).isEqualTo(400);
      assertThat(refused.member("detail")).as(path).contains("/write/");
    }
    assertThat(chunked("/write/k/v", "important").status()).isEqualTo(400);
    assertThat(chunked("/write/k", "important").member("value")).isEqualTo("important");
    assertThat(ask("POST /write/k/v", "Content-Length: 0").member("value")).isEqualTo("v");
  }

  private static Response chunked(String path, String body) throws IOException {
    String chunk =
        body.isEmpty() ? "" : Integer.toHexString(body.length()) + "\r\n" + body + "\r\n";
    return raw("POST " + path, "Transfer-Encoding: chunked", chunk + "0\r\n\r\n");
  }

  private static Response raw(String requestLine, String header, String body) throws IOException {
    try (Wire wire = new Wire(service.server.port())) {
      String head = requestLine + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + header;
      return wire.send(head + "\r\n\r\n" + body).rest();
    }
  }

  @Test
  void takesAValueUpToTheLimit() throws IOException {
    byte[] largest = new byte[EchoService.MAX_VALUE_BYTES];
    java.util.Arrays.fill(largest, (byte) 'x');
    assertThat(write(largest).member("value")).hasSize(EchoService.MAX_VALUE_BYTES);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1_000_000, 20_000_000})
  void refusesAValueOverTheLimit(int tooMany) throws Exception {
    byte[] body = new byte[EchoService.MAX_VALUE_BYTES + tooMany];
    HttpResponse<String> response = post(BodyPublishers.ofByteArray(body));
    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(JsonMapper.shared().readTree(response.body()).path("max_value_bytes").asInt())
        .isEqualTo(EchoService.MAX_VALUE_BYTES);
  }

  @Test
  void countsAChunkedBodyToo() throws Exception {
    byte[] body = new byte[EchoService.MAX_VALUE_BYTES + 1];
    var chunked = BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body));
    assertThat(post(chunked).statusCode()).isEqualTo(413);
    var small =
        BodyPublishers.ofInputStream(
            () -> new java.io.ByteArrayInputStream("hi".getBytes(StandardCharsets.UTF_8)));
    assertThat(post(small).body()).contains("\"value\":\"hi\"");
  }

  private static HttpResponse<String> post(HttpRequest.BodyPublisher body) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + service.server.port() + "/write/k");
    return CLIENT.send(HttpRequest.newBuilder(uri).POST(body).build(), BodyHandlers.ofString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-www-form-urlencoded",
        "application/json",
        "text/plain; charset=utf-8",
        "text/plain; charset=\"UTF-8\"",
        "multipart/form-data",
        "nonsense"
      })
  void takesTheBodyAsTheValue_whateverItsType(String type) throws IOException {
    byte[] body = "a=1&b=%41".getBytes(StandardCharsets.UTF_8);
    assertThat(write(body, "Content-Type: " + type).member("value")).isEqualTo("a=1&b=%41");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Encoding: gzip",
        "Content-Encoding: br, gzip",
        "Content-Type: text/plain; charset=latin1",
        "Content-Type: text/plain;charset=utf-16",
        "Content-Type: text/plain; charset="
      })
  void refusesOtherEncodings(String header) throws IOException {
    assertThat(write("x".getBytes(StandardCharsets.UTF_8), header).status()).isEqualTo(415);
  }

  @Test
  void refusesABodyThatIsNotUtf8() throws IOException {
    Response response = write(new byte[] {'a', (byte) 0xC3, 0x28});
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.member("detail")).isEqualTo("the body is not valid UTF-8");
  }

  @Test
  void keepsEveryCharacterOfAValue() throws IOException {
    String value = "line\r\n\u0000\t\"\\\u2028\uD83D\uDC18";
    assertThat(write(value.getBytes(StandardCharsets.UTF_8)).member("value")).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"value, 414", "If-Match, 431"})
  void takesNothingThatIsLongerThanDescribed(String name, int status) throws IOException {
    JsonNode described =
        ask("GET /openapi.json")
            .json()
            .at("/paths/~1write~1{key}~1{value}/post/parameters")
            .valueStream()
            .filter(parameter -> parameter.path("name").asString("").equals(name))
            .findFirst()
            .orElseThrow();
    String longer = "v".repeat(described.at("/schema/maxLength").asInt() + 1);
    Response refused =
        name.equals("value")
            ? ask("POST /write/k/" + longer)
            : ask("POST /write/k/v", name + ": " + longer);
    assertThat(refused.status()).isEqualTo(status);
  }
}
