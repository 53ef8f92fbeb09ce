package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.observe.Metrics;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a collector of metrics is answered, by what it says that it takes. */
class ScrapeTest {

  /** As Prometheus 3 asks, and before that with the text format first. */
  private static final String PROMETHEUS =
      "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
          + "application/openmetrics-text;version=0.0.1;q=0.5,"
          + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
          + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

  private final EchoService service = new EchoService();

  @AfterEach
  void stop() {
    service.close();
  }

  private Response ask(String path, String... headers) throws IOException {
    return Wire.ask(service.server.port(), "GET " + path, headers);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        PROMETHEUS + " | open",
        "application/openmetrics-text | open",
        "application/* | open",
        "application/openmetrics-text; version=0.0.1 | 406",
        "application/openmetrics-text;version=\"1.0.0\";q=0.5, text/plain;q=0.4 | open",
        "application/openmetrics-text;q=0.4, text/plain;q=0.5 | text",
        "application/openmetrics-text;q=0, */* | text",
        "text/plain;q=0, */*;q=0.1 | open",
        "text/plain;version=0.0.4;q=0, text/plain, application/*;q=0.1 | open",
        "*/* | text",
        "text/* | text",
        "text/plain; version=1.0.0 | 406",
        "application/json | 406",
        "text/html | 406",
      })
  void answersInTheFormThatIsWishedForMost(String accept, String form) throws IOException {
    Response answer = ask("/metrics", "Accept: " + accept);
    switch (form) {
      case "open" -> {
        assertThat(answer.header("Content-Type")).isEqualTo(Metrics.OPEN);
        assertThat(answer.body()).endsWith("# EOF\n");
      }
      case "text" -> {
        assertThat(answer.header("Content-Type")).isEqualTo(Metrics.TEXT);
        assertThat(answer.body()).doesNotContain("# EOF");
      }
      default -> assertThat(answer.status()).isEqualTo(Integer.parseInt(form));
    }
  }

  @Test
  void answersInTextWhomDoesNotSay() throws IOException {
    Response answer = ask("/metrics");
    assertThat(answer.header("Content-Type")).isEqualTo(Metrics.TEXT);
    assertThat(answer.header("Vary")).contains("Accept", "Accept-Encoding");
  }

  /** Queries, rules and dashboards hold whichever form Prometheus picks. */
  @Test
  void namesTheSameSeriesInBothForms() throws IOException {
    Set<String> text = series(ask("/metrics", "Accept: text/plain").body());
    Set<String> open = series(ask("/metrics", "Accept: " + PROMETHEUS).body());
    assertThat(text).hasSizeGreaterThan(100).anyMatch(it -> it.startsWith("app_requests_total{"));
    assertThat(open).isEqualTo(text);
  }

  private static Set<String> series(String scrape) {
    Set<String> series = new TreeSet<>();
    scrape
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .forEach(series::add);
    return series;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gzip | true",
        "deflate, gzip;q=0.5 | true",
        "x-gzip | true",
        "* | true",
        "gzip;q=0 | false",
        "gzip;q=0, * | false",
        "identity | false",
        "br | false",
        "gzip;q=0.5, identity | false",
      })
  void zipsALongScrape_whenAsked(String encodings, boolean zipped) throws Exception {
    HttpResponse<byte[]> answer = scrape("/metrics", encodings);
    assertThat(answer.headers().firstValue("Content-Encoding").isPresent()).isEqualTo(zipped);
    byte[] body = answer.body();
    if (zipped) {
      body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
      assertThat(body).hasSizeGreaterThan(4 * answer.body().length);
    }
    assertThat(series(new String(body, StandardCharsets.UTF_8))).hasSizeGreaterThan(100);
  }

  @Test
  void leavesAShortScrapeAsItIs() throws Exception {
    HttpResponse<byte[]> answer = scrape("/metrics?name=process_uptime_seconds", "gzip");
    assertThat(answer.headers().firstValue("Content-Encoding")).isEmpty();
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .contains("process_uptime_seconds{");
  }

  private HttpResponse<byte[]> scrape(String path, String encodings) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + service.server.port() + path);
    HttpRequest request = HttpRequest.newBuilder(uri).header("Accept-Encoding", encodings).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, BodyHandlers.ofByteArray());
    }
  }

  @ParameterizedTest
  @CsvSource({"zz,zz", "'app_requests_total,zz',zz", "'zz,app_requests_total,yy','zz, yy'", ",''"})
  void refusesNamesThatItDoesNotKnow_sayingWhich(String names, String unknown) throws IOException {
    Response refused = ask("/metrics?name=" + (names == null ? "" : names));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.member("detail")).endsWith(": " + unknown);
    assertThat(refused.json().path("known").toString()).contains("\"app_requests_total\"");
  }

  @Test
  void showsWhatIsNamed_inEitherForm() throws IOException {
    for (String form : new String[] {"text/plain", "application/openmetrics-text"}) {
      String some =
          ask(
                  "/metrics?name=app_requests_total,app_request_latency_seconds_bucket",
                  "Accept: " + form)
              .body();
      assertThat(series(some))
          .anyMatch(it -> it.startsWith("app_requests_total{"))
          .anyMatch(it -> it.startsWith("app_request_latency_seconds_bucket{"))
          .allMatch(it -> it.startsWith("app_request"));
    }
  }
}
