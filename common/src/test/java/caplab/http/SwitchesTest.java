package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.access.AccessSettings;
import caplab.access.Rate;
import caplab.observe.Heard;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What flags take away of a service that runs, and give back. */
class SwitchesTest {

  private static final List<String> PROBES =
      List.of("/live", "/healthz", "/ready", "/readyz", "/health");

  private static int status(EchoService service, String path) throws IOException {
    int status = Wire.ask(service.server.port(), "GET " + path).status();
    assertThat(Wire.ask(service.server.port(), "GET /v1" + path).status()).isEqualTo(status);
    assertThat(Wire.ask(service.server.port(), "HEAD " + path).status()).isEqualTo(status);
    return status;
  }

  @Test
  void takeMetricsAndDetailsAway_andNeverAProbe() throws IOException {
    try (EchoService service = new EchoService()) {
      service.metricsThere.set(false);
      assertThat(status(service, "/metrics")).isEqualTo(404);
      assertThat(status(service, "/health/detailed")).isEqualTo(200);
      service.healthThere.set(false);
      assertThat(status(service, "/health/detailed")).isEqualTo(404);
      Response astray = Wire.ask(service.server.port(), "GET /metrics");
      assertThat(astray.body())
          .contains("No such path", "/health\"")
          .doesNotContain("GET /metrics", "/health/detailed");
      assertThat(told(service))
          .doesNotContain("/metrics", "/health/detailed")
          .contains("/health\"");
      for (String probe : PROBES) {
        assertThat(status(service, probe)).as(probe).isEqualTo(200);
      }
      service.metricsThere.set(true);
      service.healthThere.set(true);
      assertThat(status(service, "/metrics")).isEqualTo(200);
      assertThat(status(service, "/health/detailed")).isEqualTo(200);
      assertThat(told(service)).contains("/metrics", "/health/detailed");
    }
  }

  /** What the service says of its routes, by itself and to clients that are generated. */
  private static String told(EchoService service) throws IOException {
    return Wire.ask(service.server.port(), "GET /").body()
        + Wire.ask(service.server.port(), "GET /openapi.json").body();
  }

  @Test
  void liftTheLimits_andPutThemBack() throws IOException {
    AccessSettings oneADay =
        new AccessSettings(
            Optional.empty(), Optional.empty(), Optional.empty(), Rate.parseAll("1/day"));
    try (EchoService service = EchoService.guarded(oneADay)) {
      service.limits.set(false);
      for (int i = 0; i < 3; i++) {
        Response answer = Wire.ask(service.server.port(), "GET /read/k");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("RateLimit")).isNull();
      }
      service.limits.set(true);
      assertThat(Wire.ask(service.server.port(), "GET /read/k").status()).isEqualTo(200);
      assertThat(Wire.ask(service.server.port(), "GET /read/k").status()).isEqualTo(429);
    }
  }

  @Test
  void sayHowManyReadsAreTold() throws IOException {
    try (EchoService service = new EchoService()) {
      assertThat(told(service, 0)).isZero();
      assertThat(told(service, 1)).isEqualTo(6);
      assertThat(told(service, 3)).isEqualTo(2);
    }
  }

  /** Lines about six reads. */
  private static int told(EchoService service, int readsPerLine) throws IOException {
    service.readsPerLine.set(readsPerLine);
    try (Heard heard = Heard.listenToAll()) {
      for (int i = 0; i < 6; i++) {
        Wire.ask(service.server.port(), "GET /read/k");
      }
      return heard.lines("READ").size();
    }
  }
}
