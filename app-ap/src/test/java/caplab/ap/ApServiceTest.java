package caplab.ap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.ap.ApInstance.Told;
import caplab.node.RedisServers;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Every route and every refusal of app-ap over three real nodes and two instances. */
class ApServiceTest {

  private static RedisServers servers;
  private static ApInstance one;
  private static ApInstance two;

  @BeforeAll
  static void start() {
    servers = RedisServers.startFor("app-ap", 3);
    one = ApInstance.start(servers.addresses(), Map.of("HOME_NODE", "db_g1"));
    two = ApInstance.start(servers.addresses(), Map.of("HOME_NODE", "db_g2"));
    await().until(() -> one.get("/read/warm").json().path("staleness_ms").isNumber());
    await().until(() -> two.get("/read/warm").json().path("staleness_ms").isNumber());
  }

  @AfterAll
  static void stop() {
    one.close();
    two.close();
    servers.close();
  }

  @Test
  void writesAndReads_withAllThatAnAnswerSays() {
    Told write = one.post("/write/plain/value1", "");
    assertThat(write.status()).isEqualTo(200);
    assertThat(write.text("mode")).isEqualTo("ap");
    assertThat(write.text("node")).isEqualTo("db_g1");
    assertThat(write.json().path("pending").size()).isEqualTo(2);
    assertThat(write.text("request_id")).isEqualTo(write.header("X-Request-ID"));
    Told read = one.get("/read/plain");
    assertThat(read.text("value")).isEqualTo("value1");
    assertThat(read.json().path("stale").asBoolean()).isFalse();
    assertThat(read.json().path("max_staleness_ms").asInt()).isEqualTo(5000);
    assertThat(read.header("X-Staleness-Ms"))
        .isEqualTo(read.json().path("staleness_ms").asString());
    assertThat(read.header("Age")).isEqualTo("0");
    assertThat(read.header("X-Causal-Context")).isEqualTo(read.text("context"));
    assertThat(read.header("Set-Cookie")).startsWith("cap_session=").contains("HttpOnly");
    assertThat(read.json().has("siblings")).isFalse();
  }

  @Test
  void takesTheBodyAsValue_andDeletes() {
    assertThat(one.ask("PUT", "/write/a%2Fb%20%E2%9C%93", "x,y;z=1").status()).isEqualTo(200);
    assertThat(one.get("/read/a%2Fb%20%E2%9C%93").text("value")).isEqualTo("x,y;z=1");
    assertThat(one.delete("/write/a%2Fb%20%E2%9C%93").json().path("existed").asBoolean()).isTrue();
    Told absent = one.get("/read/a%2Fb%20%E2%9C%93");
    assertThat(absent.status()).isEqualTo(404);
    assertThat(absent.json().has("value")).isFalse();
    assertThat(absent.json().path("staleness_ms").isNumber()).isTrue();
    Told again = one.delete("/write/never");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().path("existed").asBoolean()).isFalse();
  }

  @Test
  void keepsSiblings_untilAContextResolvesThem() {
    String empty = one.get("/read/twins").text("context");
    one.post("/write/twins/left?context=" + empty, "");
    one.post("/write/twins/right", "", "X-Causal-Context", empty);
    Told both = one.get("/read/twins");
    assertThat(both.text("value")).isEqualTo("right");
    assertThat(texts(both.json().path("siblings"))).containsExactly("right", "left");
    one.post("/write/twins/one?context=" + both.text("context"), "");
    Told resolved = one.get("/read/twins");
    assertThat(resolved.text("value")).isEqualTo("one");
    assertThat(resolved.json().has("siblings")).isFalse();
  }

  @Test
  void supersedesItsOwnValueOnly_whenSiblingsLive() {
    String empty = one.get("/read/mine").text("context");
    one.post("/write/mine/theirs?context=" + empty, "");
    Told mine = one.post("/write/mine/first?context=" + empty, "");
    one.post("/write/mine/second?context=" + mine.text("context"), "");
    assertThat(texts(one.get("/read/mine").json().path("siblings")))
        .containsExactlyInAnyOrder("second", "theirs");
  }

  @Test
  void showsASessionItsOwnWrites_atTheOtherInstanceAtOnce() {
    for (int i = 0; i < 20; i++) {
      Told write = one.post("/write/session/" + i, "");
      Told read =
          two.get(
              "/read/session?session=strict", "X-Session-Token", write.header("X-Session-Token"));
      assertThat(read.status()).isEqualTo(200);
      assertThat(read.text("session")).isEqualTo("satisfied");
      assertThat(read.text("value")).isEqualTo(Integer.toString(i));
    }
  }

  @Test
  void takesTheSessionFromItsCookie_andAForgedOneAsNone() {
    String token = one.post("/write/cookie/1", "").header("X-Session-Token");
    Told read = two.get("/read/cookie?session=strict", "Cookie", "cap_session=" + token);
    assertThat(read.text("value")).isEqualTo("1");
    String forged = (token.charAt(0) == 'A' ? 'B' : 'A') + token.substring(1);
    assertThat(two.get("/read/cookie?session=strict", "X-Session-Token", forged).status())
        .isEqualTo(200);
    assertThat(two.get("/read/cookie", "X-Session-Token", "@@@ no token").text("session"))
        .isEqualTo("satisfied");
  }

  @Test
  void convergesOnOneState_whenTwoInstancesWriteOneKey() {
    for (int i = 0; i < 20; i++) {
      one.post("/write/shared/one-" + i, "");
      two.post("/write/shared/two-" + i, "");
    }
    await()
        .untilAsserted(() -> {
          Told here = one.get("/read/shared?level=all");
          Told there = two.get("/read/shared");
          assertThat(one.get("/read/shared").text("value")).isEqualTo(there.text("value"));
          assertThat(there.text("value")).isEqualTo(here.text("value"));
          assertThat(there.json().path("siblings")).isEqualTo(here.json().path("siblings"));
        });
    one.post("/write/shared/end?context=" + one.get("/read/shared").text("context"), "");
    await().until(() -> two.get("/read/shared").text("value").equals("end"));
    assertThat(two.get("/read/shared").json().has("siblings")).isFalse();
  }

  @Test
  void asksMoreNodes_asTheLevelSays() {
    one.post("/write/levels/1", "");
    Told all = two.get("/read/levels?level=all");
    assertThat(all.text("value")).isEqualTo("1");
    assertThat(all.json().path("staleness_ms").asInt(-1)).isZero();
    assertThat(all.json().path("merged").size()).isEqualTo(3);
    assertThat(two.get("/read/levels?level=quorum").status()).isEqualTo(200);
    assertThat(two.get("/read/levels?max_staleness_ms=60000").status()).isEqualTo(200);
  }

  @Test
  void explainsItself_whenAsked() {
    ApInstance.Told told = one.get("/read/explained?explain=1");
    assertThat(told.json().path("nodes").path("db_g1").asString("")).isEqualTo("accepted");
    JsonNode explain = told.json().path("explain");
    assertThat(explain.path("order").get(0).asString("")).isEqualTo("db_g1");
    assertThat(explain.path("links").path("db_g2").path("breaker").asString(""))
        .isEqualTo("CLOSED");
    assertThat(explain.path("skipped_open_breakers").isArray()).isTrue();
    assertThat(explain.path("watermark_age_ms").path("db_g1").has("db_g2")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max_staleness_ms=NaN",
        "max_staleness_ms=-1",
        "max_staleness_ms=1e99",
        "max_staleness_ms=99999999999999999999",
        "max_staleness_ms=",
        "max_staleness_ms=Infinity",
        "max_staleness_ms=5.5",
        "max_stalness_ms=5",
        "max_staleness_ms=5&max_staleness_ms=9",
        "explain=yes",
        "level=two",
        "session=lax"
      })
  void refusesAQuestionThatMeansNothing(String query) {
    Told told = one.get("/read/x?" + query);
    assertThat(told.status()).isEqualTo(400);
    assertThat(told.text("outcome")).isEqualTo("not_applied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"If-Match", "If-None-Match", "Idempotency-Key"})
  void refusesWhatItCouldNotKeep(String header) {
    assertThat(one.post("/write/x/1", "", header, "\"3\"").status()).isEqualTo(400);
    assertThat(one.get("/read/x", header, "\"3\"").status()).isEqualTo(400);
    assertThat(one.delete("/write/x", header, "\"3\"").status()).isEqualTo(400);
    assertThat(one.post("/write/x/1", "", header, "").status()).isEqualTo(400);
    assertThat(one.get("/read/x", header, "").status()).isEqualTo(400);
  }

  @Test
  void refusesAContext_thatIsForgedOrOfAnotherKey() {
    one.post("/write/context/1", "");
    String context = one.get("/read/context").text("context");
    String forged = (context.charAt(0) == 'A' ? 'B' : 'A') + context.substring(1);
    assertThat(one.post("/write/context/2?context=" + forged, "").status()).isEqualTo(400);
    assertThat(one.post("/write/context/2?context=nonsense!", "").status()).isEqualTo(400);
    assertThat(one.post("/write/other/2?context=" + context, "").status()).isEqualTo(400);
    assertThat(one.post("/write/context/2?context=" + context, "").status()).isEqualTo(200);
  }

  @Test
  void tellsItsHealthAndNumbers() {
    assertThat(one.get("/health").text("status")).isEqualTo("UP");
    assertThat(one.get("/ready?verbose").response().body()).contains("[+]available_write");
    JsonNode replication = one.get("/health/detailed").json().path("replication");
    assertThat(replication.path("db_g2").path("state").asString("")).isEqualTo("in_sync");
    String metrics = one.get("/metrics").response().body();
    for (String name :
        List.of(
            "data_staleness_ms{",
            "max_staleness_ms{",
            "ap_replication_lag_entries{",
            "ap_replication_lag_ms{",
            "ap_replication_delay_seconds_bucket{",
            "ap_siblings{",
            "ap_conflicts_total{",
            "ap_unanswered_attempts_total{",
            "ap_read_repairs_total{",
            "ap_resyncs_total{",
            "ap_stale_reads_total{",
            "ap_session_behind_total{",
            "ap_freshness_probability{",
            "circuit_breaker_state{")) {
      assertThat(metrics).contains("\n" + name);
    }
    assertThat(metrics).contains("ap_read_repairs_total{mode=\"ap\"} 0.0");
  }

  /** A third of the reads ask the node written to, but for the error of 10,000 random trials. */
  @Test
  void foretellsAndCountsHowFreshReadsAre() {
    double least = 1.0 / 3 - 0.02;
    one.post("/write/fresh/1", "");
    await().until(() -> two.get("/read/fresh").status() == 200);
    for (String kind : List.of("measured", "predicted")) {
      await().untilAsserted(() -> assertThat(freshness(kind, 1_000)).isBetween(least, 1.0));
      assertThat(freshness(kind, 1)).isBetween(least, 1.0);
    }
  }

  private static double freshness(String kind, int ms) {
    String series =
        "ap_freshness_probability{kind=\"%s\",mode=\"ap\",t_ms=\"%d\"} ".formatted(kind, ms);
    return one.get("/metrics")
        .response()
        .body()
        .lines()
        .filter(line -> line.startsWith(series))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void keepsValuesOfAnyText() {
    String value = "\"\\ \u0001 \uD83D\uDE00 " + "x".repeat(100_000);
    one.post("/write/text", value);
    assertThat(one.get("/read/text").text("value")).isEqualTo(value);
    String path = URLEncoder.encode("schlüssel,=;@", StandardCharsets.UTF_8);
    one.post("/write/" + path, "");
    await().until(() -> two.get("/read/" + path).status() == 200);
    assertThat(two.get("/read/" + path).text("value")).isEmpty();
  }

  private static List<String> texts(JsonNode list) {
    return list.valueStream().map(node -> node.asString("")).toList();
  }
}
