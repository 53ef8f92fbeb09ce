package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What every route refuses is described of every route, and whatever is described as refused by the
 * HTTP side is refused so. What a service answers of its own its own tests see.
 */
class EveryRefusalTest {

  private static final String LONG = "x".repeat(3 * Jetty.HEADER_BYTES_MAX);

  private final EchoService service = new EchoService(Duration.ofMillis(500), 100, 1);
  private final int port = service.server.port();
  private final JsonNode document = ask("GET", "/openapi.json").json();
  private final Description description = new Description(document.toString());

  @AfterEach
  void stop() {
    service.close();
  }

  private static Response ask(int port, String request) {
    try (Wire wire = new Wire(port)) {
      return wire.send(request).rest();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Response ask(String method, String target, String... headers) {
    StringBuilder request =
        new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n");
    List.of(headers).forEach(header -> request.append(header).append("\r\n"));
    return ask(port, request + "\r\n");
  }

  @Test
  void refusesAsDescribed_andDescribesHowItRefuses() throws IOException {
    everywhere(this::refused);
    takenAway();
    full();
    assertThat(description.faultsOfExamples()).isEmpty();
    see(500, "GET", "/read/!defect");
    see(500, "HEAD", "/read/!defect");
    // Only here can it be made to err; that it errs nowhere else no test can see.
    assertThat(description.unseen())
        .filteredOn(answer -> !answer.endsWith(" 500"))
        .filteredOn(answer -> !answer.endsWith(" 200"))
        .filteredOn(answer -> !answer.matches("(GET|HEAD) /(live|healthz) 503"))
        .isEmpty();
    assertThat(description.unseen()).doesNotContain("GET /read/{key} 500");
  }

  private void everywhere(BiConsumer<String, String> asked) {
    document
        .path("paths")
        .propertyStream()
        .forEach(path ->
            path.getValue()
                .propertyNames()
                .forEach(method -> asked.accept(method.toUpperCase(Locale.ROOT), path.getKey())));
  }

  private static String target(String path) {
    return path.replace("{key}", "k").replace("{value}", "v").replace("{node}", "db_g1");
  }

  private void see(String method, String target, Response answer) {
    Map<String, List<String>> headers = new HashMap<>();
    answer.headers().forEach((name, value) -> headers.put(name, List.of(value)));
    assertThat(
            description.faults(
                method,
                target,
                answer.status(),
                HttpHeaders.of(headers, (name, value) -> true),
                method.equals("HEAD") ? "" : answer.body())) // what cannot be read has no method
        .as("%s %.60s: %s", method, target, answer)
        .isEmpty();
  }

  private void see(int status, String method, String target, String... headers) {
    // The request before is answered, but may not have left the only place.
    Response answer =
        await()
            .pollDelay(Duration.ZERO)
            .until(() -> ask(method, target, headers), it -> it.status() != 503);
    assertThat(answer.status())
        .as("%s %.60s %.60s %s", method, target, List.of(headers), answer)
        .isEqualTo(status);
    see(method, target, answer);
  }

  private void refused(String method, String path) {
    String target = target(path);
    see(400, method, target + "?zz=1");
    see(406, method, target, "Accept: image/png");
    see(414, method, target + "?x=" + LONG);
    see(431, method, target, "X-Long: " + LONG);
    see(501, method, target, "Transfer-Encoding: gzip, chunked");
    see(method, target, ask(port, method + " " + target + " HTTP/2.0\r\nHost: x\r\n\r\n"));
    if (!method.equals("GET") && !method.equals("HEAD")) {
      see(403, method, target, "Origin: http://elsewhere.example");
    }
    if (path.contains("{node}")) {
      see(404, method, target.replace("db_g1", "db_g9"));
    }
    if (path.contains("/write") && !method.equals("DELETE")) {
      see(408, method, target, "Content-Length: 5");
      see(413, method, target, "Content-Length: " + 99L * EchoService.MAX_VALUE_BYTES);
    }
    if (path.equals("/write/{key}") && !method.equals("DELETE")) {
      see(415, method, target, "Content-Length: 1", "Content-Type: text/plain; charset=utf-9");
    }
  }

  /** By flags. */
  private void takenAway() {
    service.metricsThere.set(false);
    service.healthThere.set(false);
    for (String path : List.of("/metrics", "/health/detailed")) {
      see(404, "GET", path);
      see(404, "HEAD", path);
    }
    service.metricsThere.set(true);
    service.healthThere.set(true);
  }

  /** While another request has the only place there is. */
  private void full() throws IOException {
    try (Wire other = new Wire(port)) {
      other.send("GET /read/!hold HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      await().until(() -> service.held.getCount() == 0);
      everywhere((method, path) -> {
        Response answer = ask(method, target(path));
        assertThat(answer.status()).as("%s %s", method, path).isEqualTo(503);
        see(method, target(path), answer);
      });
      service.release.countDown();
      assertThat(other.rest().status()).isEqualTo(200);
    }
  }
}
