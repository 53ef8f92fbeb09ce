package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class StandardRoutesTest {

  private final EchoService service = new EchoService();

  @AfterEach
  void stop() {
    service.close();
  }

  private Response ask(String requestLine) throws IOException {
    return Wire.ask(service.server.port(), requestLine);
  }

  private void lose(int nodes) {
    service.nodes.stream().limit(nodes).forEach(FakeNode::fail);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/live", "/healthz"})
  void livesWhateverTheNodesDo(String path) throws IOException {
    lose(3);
    assertThat(ask("GET " + path).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ready", "/readyz", "/v1/ready"})
  void isReady_onlyWithAQuorum(String path) throws IOException {
    assertThat(ask("GET " + path).member("status")).isEqualTo("ready");
    lose(2);
    assertThat(ask("GET " + path).status()).isEqualTo(503);
    assertThat(ask("GET " + path).member("status")).isEqualTo("not_ready");
  }

  @Test
  void tellsOfEachPromise_whenAskedVerbosely() throws IOException {
    assertThat(ask("GET /readyz?verbose").body())
        .isEqualTo("[+]accepting_requests ok\n[+]linearizable_write ok\n");
    lose(2);
    Response verbose = ask("GET /readyz?verbose");
    assertThat(verbose.status()).isEqualTo(503);
    assertThat(verbose.header("Content-Type")).isEqualTo("text/plain;charset=utf-8");
    assertThat(verbose.body()).contains("[-]linearizable_write cannot be kept\n");
  }

  @Test
  void goesFromUpOverDegradedToDown() throws IOException {
    assertThat(ask("GET /health").member("status")).isEqualTo("UP");
    lose(1);
    assertThat(ask("GET /health").status()).isEqualTo(200);
    assertThat(ask("GET /health").member("status")).isEqualTo("DEGRADED");
    lose(2);
    assertThat(ask("GET /health").status()).isEqualTo(503);
    assertThat(ask("GET /health").member("status")).isEqualTo("DOWN");
  }

  @Test
  void describesEachNode() throws IOException {
    JsonNode body = ask("GET /health/detailed").json();
    JsonNode node = body.path("nodes").path("db_g1");
    assertThat(node.path("version").asString()).isEqualTo("7.0.15");
    assertThat(node.path("latency_ms").asDouble()).isEqualTo(0.5);
    assertThat(node.path("breaker").path("state").asString()).isEqualTo("CLOSED");
    assertThat(body.path("promises").path("linearizable_write").asBoolean()).isTrue();
    assertThat(body.path("view").asInt()).isEqualTo(1);
  }

  @Test
  void tellsWhatMayStillBeLost_andWhenABreakerTriesAgain() throws IOException {
    JsonNode healthy = ask("GET /circuit-breaker").json();
    assertThat(healthy.path("quorum_possible").asBoolean()).isTrue();
    assertThat(healthy.path("survivable_losses").asInt()).isEqualTo(1);
    lose(2);
    JsonNode cut = ask("GET /circuit-breaker").json();
    assertThat(cut.path("quorum_possible").asBoolean()).isFalse();
    assertThat(cut.path("survivable_losses").asInt()).isZero();
    assertThat(cut.path("breakers").path("db_g1").path("next_attempt_in_ms").asInt())
        .isEqualTo(1500);
    assertThat(cut.path("breakers").path("db_g3").path("next_attempt_in_ms").isNull()).isTrue();
  }

  @Test
  void worksABreakerByHand() throws IOException {
    Response opened = ask("POST /circuit-breaker/db_g1/open");
    assertThat(opened.member("state")).isEqualTo("OPEN");
    assertThat(opened.json().path("forced").asBoolean()).isTrue();
    assertThat(ask("GET /circuit-breaker/db_g1").member("state")).isEqualTo("OPEN");
    assertThat(ask("POST /circuit-breaker/db_g1/close").member("state")).isEqualTo("CLOSED");
    assertThat(ask("POST /circuit-breaker/db_g1/reset").member("state")).isEqualTo("CLOSED");
    assertThat(ask("POST /circuit-breaker/db_g1/break").status()).isEqualTo(404);
    Response nowhere = ask("GET /circuit-breaker/db_g9");
    assertThat(nowhere.status()).isEqualTo(404);
    assertThat(nowhere.json().path("known").toString()).contains("db_g1", "db_g3");
  }

  @Test
  void countsRequestsOnKeysOnly() throws IOException {
    for (String path : new String[] {"/health", "/circuit-breaker", "/metrics", "/nowhere", "/"}) {
      ask("GET " + path);
    }
    ask("GET /read/x");
    ask("GET /read/%0a");
    ask("DELETE /write/x");
    String metrics = ask("GET /metrics").body();
    assertThat(
            metrics.lines().filter(l -> l.startsWith("app_requests_total") && !l.endsWith(" 0.0")))
        .containsExactlyInAnyOrder(
            "app_requests_total{mode=\"cp\",operation=\"read\",status=\"200\"} 1.0",
            "app_requests_total{mode=\"cp\",operation=\"read\",status=\"400\"} 1.0",
            "app_requests_total{mode=\"cp\",operation=\"delete\",status=\"200\"} 1.0");
  }

  @Test
  void explainsItself() throws IOException {
    JsonNode index = ask("GET /").json();
    assertThat(index.path("service").asString()).isEqualTo("app-cp");
    assertThat(index.path("endpoints").propertyNames()).contains("GET /read/{key}", "GET /");
  }

  @Test
  void generatesOpenApiFromTheRoutes() throws IOException {
    JsonNode document = ask("GET /openapi.json").json();
    assertThat(document.path("openapi").asString()).isEqualTo("3.1.0");
    JsonNode write = document.path("paths").path("/write/{key}");
    assertThat(write.propertyNames()).containsExactlyInAnyOrder("post", "put", "delete");
    assertThat(named(write.path("put"), "key").path("in").asString()).isEqualTo("path");
    assertThat(named(write.path("put"), "key").path("required").asBoolean()).isTrue();
    assertThat(named(write.path("put"), "key").path("schema").path("maxLength").asInt())
        .isEqualTo(512);
    assertThat(named(write.path("put"), "explain").path("in").asString()).isEqualTo("query");
    assertThat(named(write.path("put"), "If-Match").path("in").asString()).isEqualTo("header");
    assertThat(write.path("put").path("requestBody").path("required").asBoolean()).isTrue();
    assertThat(document.path("paths").path("/read/{key}").has("head")).isTrue();
    assertThat(document.path("info").path("license").path("identifier").asString())
        .isEqualTo("Apache-2.0");
    assertThat(document.path("components").path("securitySchemes").isObject()).isTrue();
    assertThat(document.path("components").path("schemas").has("Problem")).isTrue();
    assertThat(document.path("paths").propertyNames()).contains("/metrics", "/openapi.json", "/");
  }

  /** A generator stops at a name that is used twice and at a reference that leads nowhere. */
  @Test
  void namesEveryOperationOnce_andRefersToWhatIsThere() throws IOException {
    JsonNode document = ask("GET /openapi.json").json();
    assertThat(document.findValuesAsString("operationId")).doesNotHaveDuplicates();
    for (String ref : document.findValuesAsString("$ref")) {
      assertThat(document.at(ref.substring(1)).isMissingNode()).as(ref).isFalse();
    }
    JsonNode refused = document.at("/paths/~1read~1{key}/get/responses/503");
    assertThat(refused.path("headers").has("Retry-After")).isTrue();
    assertThat(refused.at("/content/application~1problem+json/examples").size()).isOne();
  }

  private static JsonNode named(JsonNode operation, String parameter) {
    return operation
        .path("parameters")
        .valueStream()
        .filter(each -> each.path("name").asString("").equals(parameter))
        .findFirst()
        .orElseThrow();
  }
}
