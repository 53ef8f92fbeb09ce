package caplab.lab.console;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.embedded.Cluster;
import caplab.lab.embedded.Launched;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may give orders: this machine's own page and commands, and no page of anybody else. */
class OriginCheckTest {

  private static final String ORDER = "{\"verb\":\"status\"}";

  @TempDir static Path folder;
  private static Cluster cluster;
  private static Console console;
  private static int port;

  @BeforeAll
  static void start() {
    cluster = Launched.cluster(folder);
    console = new Console(cluster);
    port = cluster.setup().ports().console();
  }

  @AfterAll
  static void stop() {
    console.close();
    cluster.close();
  }

  private static String own() {
    return "127.0.0.1:" + port;
  }

  /** The whole answer to a request typed by hand, as no browser or library would let one. */
  private static String typed(String request, String body, String... headers) throws IOException {
    String text =
        request
            + " HTTP/1.1\r\n"
            + String.join("\r\n", headers)
            + "\r\nConnection: close\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String order(String... headers) throws IOException {
    return typed("POST /order", ORDER, headers).lines().findFirst().orElseThrow();
  }

  @Test
  void takesOrders_fromItsOwnPageAndFromNone() throws IOException {
    String json = "Content-Type: application/json; charset=utf-8";
    assertThat(order("Host: " + own(), json)).contains(" 200 ");
    assertThat(order("Host: " + own(), json, "Origin: http://" + own())).contains(" 200 ");
    assertThat(order("Host: localhost:" + port, json, "Origin: http://localhost:" + port))
        .contains(" 200 ");
  }

  @Test
  void showsTheStatus_toPeopleToo() throws IOException {
    assertThat(typed("GET /status.txt", "", "Host: " + own()))
        .contains(" 200 ", "text/plain", "db_g1", "network    whole");
  }

  @Test
  void refusesOrders_ofPagesFromElsewhere() throws IOException {
    String json = "Content-Type: application/json";
    for (String origin :
        new String[] {
          "http://evil.example", "null", "http://127.0.0.1:1", "http://localhost:" + port, ""
        }) {
      assertThat(order("Host: " + own(), json, "Origin: " + origin)).as(origin).contains(" 403 ");
    }
    assertThat(order("Host: " + own(), json, "Sec-Fetch-Site: cross-site")).contains(" 403 ");
  }

  @Test
  void refusesHostsThatAreNotLoopback_soThatNoDomainCanBeReboundToIt() throws IOException {
    for (String host : new String[] {"evil.example:" + port, "evil.example", "127.0.0.1", ""}) {
      assertThat(typed("GET /status", "", "Host: " + host)).as(host).doesNotContain(" 200 OK");
      assertThat(typed("GET /status.txt", "", "Host: " + host)).as(host).doesNotContain(" 200 ");
      assertThat(order("Host: " + host, "Content-Type: application/json"))
          .as(host)
          .doesNotContain(" 200 ");
    }
  }

  @Test
  void refusesWhatAFormCouldSend() throws IOException {
    for (String type : new String[] {"text/plain", "application/x-www-form-urlencoded"}) {
      assertThat(order("Host: " + own(), "Content-Type: " + type)).contains(" 415 ");
    }
    assertThat(order("Host: " + own())).contains(" 415 ");
  }

  @Test
  void answersNonsense_inOneLineOfJson() throws IOException {
    String json = "Content-Type: application/json";
    for (String body :
        new String[] {"", "{", "null", "[]", "{\"verb\":\"kill\"}", "{\"verb\":\"fly\"}"}) {
      assertThat(typed("POST /order", body, "Host: " + own(), json))
          .as(body)
          .contains(" 400 ", "{\"error\":");
    }
    assertThat(typed("GET /../secret_key", "", "Host: " + own())).doesNotContain(" 200 ");
  }

  @Test
  void thePageMayLoadNothingFromElsewhere_andIsNeverCached() throws IOException {
    assertThat(typed("GET /", "", "Host: " + own()))
        .containsIgnoringCase("Content-Security-Policy: default-src 'none'")
        .containsIgnoringCase("Cache-Control: no-store")
        .containsIgnoringCase("X-Content-Type-Options: nosniff")
        .contains("<title>CAP Lab console</title>");
  }
}
