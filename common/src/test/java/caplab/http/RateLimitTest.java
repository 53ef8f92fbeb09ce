package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.access.AccessSettings;
import caplab.access.ApiToken;
import caplab.access.Rate;
import caplab.access.Role;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How much a service takes from whom, at every route. So few an hour that none comes back here. */
class RateLimitTest {

  private static final ApiToken.Made ONE = made("one");
  private static final ApiToken.Made OTHER = made("other");

  private static ApiToken.Made made(String name) {
    return ApiToken.make(new SecureRandom(), Role.WRITER, Optional.of(name), Optional.empty());
  }

  private static EchoService limited(String rates, ApiToken.Made... tokens) {
    Optional<String> lines =
        tokens.length == 0
            ? Optional.empty()
            : Optional.of(
                Stream.of(tokens)
                    .map(made -> made.kept().line())
                    .collect(Collectors.joining("\n")));
    return EchoService.guarded(
        new AccessSettings(lines, Optional.empty(), Optional.empty(), Rate.parseAll(rates)));
  }

  private static Response ask(EchoService service, String line, String... headers)
      throws IOException {
    return Wire.ask(service.server.port(), line, headers);
  }

  private static String by(ApiToken.Made made) {
    return "Authorization: Bearer " + made.token();
  }

  private static String from(int address) {
    return "X-Forwarded-For: 10.0.0." + address;
  }

  @Test
  void refusesMoreThanAClientMay_andTellsWhatIsLeft() throws IOException {
    try (EchoService service = limited("3/day,2/hour")) {
      Response first = ask(service, "GET /read/k", from(1));
      assertThat(first.status()).isEqualTo(200);
      assertThat(first.header("RateLimit-Policy"))
          .isEqualTo("\"day\";q=3;w=86400, \"hour\";q=2;w=3600");
      assertThat(first.header("RateLimit")).isEqualTo("\"day\";r=2;t=28800, \"hour\";r=1;t=1800");
      assertThat(ask(service, "GET /nothing", from(1)).header("RateLimit")).contains("hour\";r=0");
      Response third = ask(service, "PUT /write/k", from(1), "Content-Length: 0");
      assertThat(third.status()).isEqualTo(429);
      assertThat(third.member("outcome")).isEqualTo("not_applied");
      int wait = Integer.parseInt(third.header("Retry-After"));
      assertThat(wait).isBetween(1_000, 1_800);
      assertThat(third.header("RateLimit")).endsWith("\"hour\";r=0;t=" + wait);
      assertThat(third.json().path("retry_after_ms").asLong()).isBetween(1_000_000L, 1_800_000L);
      assertThat(ask(service, "GET /read/k", from(2)).status()).isEqualTo(200);
    }
  }

  /** However many come at once, as many are answered as the limit says, and the probes always. */
  @Test
  void answersAFloodAsFarAsTheLimitGoes() throws Exception {
    try (EchoService service = limited("50/day")) {
      Queue<Response> answers = new ConcurrentLinkedQueue<>();
      List<Thread> flood = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        flood.add(
            Thread.startVirtualThread(() -> {
              try {
                answers.add(ask(service, "GET /read/k", from(1)));
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            }));
        if (i % 50 == 0) {
          assertThat(ask(service, "GET /live", from(1)).status()).isEqualTo(200);
          assertThat(ask(service, "GET /read/k", from(2 + i / 50)).status()).isEqualTo(200);
        }
      }
      for (Thread thread : flood) {
        thread.join();
      }
      assertThat(answers).hasSize(500);
      assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(50);
      assertThat(answers)
          .filteredOn(answer -> answer.status() != 200)
          .allMatch(answer -> answer.status() == 429 && answer.header("Retry-After") != null);
    }
  }

  @Test
  void neverCountsProbesHealthAndMetrics() throws IOException {
    try (EchoService service = limited("1/day")) {
      for (String path :
          List.of(
              "/live",
              "/healthz",
              "/ready",
              "/readyz",
              "/health",
              "/health/detailed",
              "/metrics")) {
        for (int i = 0; i < 3; i++) {
          Response answer = ask(service, "GET " + path);
          assertThat(answer.status()).as(path).isEqualTo(200);
          assertThat(answer.header("RateLimit")).as(path).isNull();
        }
      }
      assertThat(ask(service, "GET /read/k").status()).isEqualTo(200);
      assertThat(ask(service, "GET /read/k").status()).isEqualTo(429);
      assertThat(ask(service, "GET /live").status()).isEqualTo(200);
    }
  }

  @Test
  void countsATokenWhereverItComesFrom_andAnAddressWhateverItsToken() throws IOException {
    try (EchoService service = limited("2/day", ONE, OTHER)) {
      assertThat(ask(service, "GET /read/k", by(ONE), from(1)).status()).isEqualTo(200);
      assertThat(ask(service, "GET /read/k", by(ONE), from(2)).status()).isEqualTo(200);
      assertThat(ask(service, "GET /read/k", by(ONE), from(3)).status()).isEqualTo(429);
      // That one took nothing of its address.
      assertThat(ask(service, "GET /read/k", by(OTHER), from(3)).status()).isEqualTo(200);
      assertThat(ask(service, "GET /read/k", from(3)).status()).isEqualTo(401);
      assertThat(ask(service, "GET /read/k", by(OTHER), from(3)).status()).isEqualTo(429);
    }
  }

  @Test
  void whateverIsDescribedOfLimitsIsSeen() throws IOException {
    JsonNode document;
    try (EchoService service = limited("1/day")) {
      document = ask(service, "GET /openapi.json").json();
      Description description = new Description(document.toString());
      for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
        for (String method : path.getValue().propertyNames()) {
          String target =
              path.getKey()
                  .replace("{key}", "k")
                  .replace("{value}", "v")
                  .replace("{node}", "db_g1");
          String verb = method.toUpperCase(Locale.ROOT);
          Response answer = ask(service, verb + " " + target, "Content-Length: 0");
          Map<String, List<String>> fields = new HashMap<>();
          answer.headers().forEach((name, value) -> fields.put(name, List.of(value)));
          assertThat(
                  description.faults(
                      verb,
                      target,
                      answer.status(),
                      HttpHeaders.of(fields, (name, value) -> true),
                      verb.equals("HEAD") ? "" : answer.body()))
              .as("%s %s", verb, target)
              .isEmpty();
        }
      }
      assertThat(description.unseen()).noneMatch(answer -> answer.endsWith(" 429"));
    }
    try (EchoService unlimited = new EchoService()) {
      assertThat(ask(unlimited, "GET /openapi.json").body()).doesNotContain("RateLimit", " 429");
    }
  }
}
