package caplab.cp;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.node.RedisServers;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every route of app-cp on three real Redis servers in health, through two instances. */
class CpRoutesTest {

  private static RedisServers servers;
  private static CpInstance one;
  private static CpInstance two;

  private final String key = "k-" + UUID.randomUUID();

  @BeforeAll
  static void start() {
    servers = RedisServers.startFor("app-cp", 3);
    one = CpInstance.start(servers).healthy();
    two = CpInstance.start(servers).healthy();
  }

  @AfterAll
  static void end() {
    two.close();
    one.close();
    servers.close();
  }

  @Test
  void readsThroughAnyInstance_whatWasWrittenThroughAnother() {
    CpInstance.Answer written = one.send("POST", "/write/" + key + "/value1", "");
    assertThat(written.status()).isEqualTo(200);
    assertThat(written.text("mode")).isEqualTo("cp");
    assertThat(written.text("operation")).isEqualTo("write");
    assertThat(written.number("version")).isEqualTo(1);
    assertThat(written.header("ETag")).isEqualTo("\"1\"");
    assertThat(written.body().path("quorum").path("required").asInt()).isEqualTo(2);
    assertThat(written.body().path("nodes").size()).isEqualTo(3);

    CpInstance.Answer read = two.read(key);
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.text("value")).isEqualTo("value1");
    assertThat(read.number("version")).isEqualTo(1);
    assertThat(read.number("staleness_ms")).isZero();
    assertThat(read.body().path("stale").asBoolean()).isFalse();
    assertThat(read.header("ETag")).isEqualTo("\"1\"");
  }

  @Test
  void countsVersions_deletesIncluded() {
    assertThat(one.read(key).status()).isEqualTo(404);
    assertThat(one.read(key).number("version")).isZero();
    assertThat(one.delete(key).body().path("existed").asBoolean()).isFalse();
    one.put(key, "a");
    two.put(key, "b");
    CpInstance.Answer deleted = one.delete(key);
    assertThat(deleted.body().path("existed").asBoolean()).isTrue();
    assertThat(deleted.number("version")).isEqualTo(3);
    CpInstance.Answer miss = two.read(key);
    assertThat(miss.status()).isEqualTo(404);
    assertThat(miss.number("version")).isEqualTo(3);
    assertThat(miss.text("operation")).isEqualTo("read");
    assertThat(two.put(key, "c").number("version")).isEqualTo(4);
  }

  @Test
  void comparesAndSets_byETag() {
    one.put(key, "a");
    assertThat(two.put(key, "b", "If-Match", "\"1\"").number("version")).isEqualTo(2);
    CpInstance.Answer stale = one.put(key, "c", "If-Match", "\"1\"");
    assertThat(stale.status()).isEqualTo(412);
    assertThat(stale.number("version")).isEqualTo(2);
    assertThat(stale.header("ETag")).isEqualTo("\"2\"");
    assertThat(stale.text("outcome")).isEqualTo("not_applied");
    assertThat(one.put(key, "d", "If-None-Match", "*").status()).isEqualTo(412);
    assertThat(one.delete(key, "If-Match", "*").status()).isEqualTo(200);
    assertThat(one.put(key, "e", "If-Match", "*").status()).isEqualTo(412);
    assertThat(one.put(key, "f", "If-None-Match", "*").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"W/\"1\"", "1", "\"x\"", "\"-1\"", "\"\"", "", " ", ","})
  void refusesTagsThatAreNoVersion(String tag) {
    assertThat(one.put(key, "a", "If-Match", tag).status()).isEqualTo(400);
    assertThat(one.put(key, "a", "If-None-Match", tag).status()).isEqualTo(400);
    assertThat(one.read(key).number("version")).isZero();
  }

  @Test
  void refusesAnEmptyHeader_asAnUnsetVariableSendsIt() {
    one.put(key, "a");
    for (String header : List.of("If-Match", "If-None-Match", "Idempotency-Key")) {
      assertThat(one.put(key, "b", header, "").status()).as(header).isEqualTo(400);
      assertThat(one.put(key, "b", header, "", header, "").status()).as(header).isEqualTo(400);
      assertThat(one.delete(key, header, "").status()).as(header).isEqualTo(400);
      assertThat(one.read(key, header, "").status()).as(header).isEqualTo(400);
    }
    assertThat(one.read(key).text("value")).isEqualTo("a");
  }

  @Test
  void holds_ifAnyTagOfTheListDoes_howeverItIsSpreadOverLines() {
    one.put(key, "a");
    assertThat(one.put(key, "b", "If-Match", "\"999\", \"1\"").status()).isEqualTo(200);
    assertThat(one.put(key, "c", "If-Match", "\"998\" ,, \"999\"").status()).isEqualTo(412);
    assertThat(one.put(key, "c", "If-Match", "", "If-Match", "\"1\"").status()).isEqualTo(412);
    assertThat(one.put(key, "c", "If-Match", "\"9\"", "If-Match", "\"2\"").status()).isEqualTo(200);
    assertThat(one.put(key, "d", "If-Match", "*", "If-Match", "\"3\"").status()).isEqualTo(400);
    assertThat(one.delete(key, "If-Match", "W/\"3\", \"3\"").status()).isEqualTo(400);
    assertThat(one.read(key).text("value")).isEqualTo("c");
  }

  @Test
  void honoursIfMatchOnARead() {
    one.put(key, "a");
    assertThat(two.read(key, "If-Match", "\"1\"").text("value")).isEqualTo("a");
    CpInstance.Answer other = two.read(key, "If-Match", "\"2\"");
    assertThat(other.status()).isEqualTo(412);
    assertThat(other.header("ETag")).isEqualTo("\"1\"");
    assertThat(two.read(key, "If-Match", "W/\"1\"").status()).isEqualTo(412);
    assertThat(two.read(key, "If-Match", "*").status()).isEqualTo(200);
    assertThat(two.read(key, "If-Match", "\"1\"", "If-None-Match", "\"1\"").status())
        .isEqualTo(304);
    one.delete(key);
    assertThat(two.read(key, "If-Match", "*").status()).isEqualTo(412);
  }

  @Test
  void takesAnIdempotencyKeyOnceOnly() {
    assertThat(one.put(key, "a", "Idempotency-Key", "x", "Idempotency-Key", "y").status())
        .isEqualTo(400);
    assertThat(one.read(key).number("version")).isZero();
  }

  @Test
  void refusesBothConditionsAtOnce() {
    assertThat(one.put(key, "a", "If-Match", "*", "If-None-Match", "*").status()).isEqualTo(400);
  }

  @Test
  void saysNotModified_onlyOfAValueThatIsThere() {
    one.put(key, "a");
    CpInstance.Answer same = two.read(key, "If-None-Match", "\"1\"");
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.header("ETag")).isEqualTo("\"1\"");
    assertThat(two.read(key, "If-None-Match", "\"7\"").status()).isEqualTo(200);
    assertThat(two.read(key, "If-None-Match", "W/\"1\"").status()).isEqualTo(304);
    assertThat(two.read(key, "If-None-Match", "\"7\", W/\"1\"").status()).isEqualTo(304);
    assertThat(two.read(key, "If-None-Match", "*").status()).isEqualTo(304);
    one.delete(key);
    assertThat(two.read(key, "If-None-Match", "\"2\"").status()).isEqualTo(404);
  }

  @Test
  void writesOnce_howeverOftenAKeyedWriteIsRetried_throughAnyInstance() {
    String id = UUID.randomUUID().toString();
    CpInstance.Answer first = one.put(key, "a", "Idempotency-Key", id);
    assertThat(first.status()).isEqualTo(200);
    one.put(key, "b");
    CpInstance.Answer again = two.put(key, "a", "Idempotency-Key", id);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.number("version")).isEqualTo(1);
    assertThat(one.read(key).text("value")).isEqualTo("b");
    CpInstance.Answer reused = two.put(key, "other", "Idempotency-Key", id);
    assertThat(reused.status()).isEqualTo(422);
    assertThat(one.put(key, "x", "Idempotency-Key", "a".repeat(256)).status()).isEqualTo(400);
  }

  @Test
  void neverProposesAKeyedWriteAgain_whoseIdMayHaveLeftTheWindow() {
    String id = UUID.randomUUID().toString();
    one.put(key, "once", "Idempotency-Key", id);
    for (int i = 0; i < 17; i++) {
      one.put(key, "later-" + i);
    }
    CpInstance.Answer again = two.put(key, "once", "Idempotency-Key", id);
    assertThat(again.status()).isEqualTo(504);
    assertThat(again.text("outcome")).isEqualTo("unknown");
    CpInstance.Answer settled = one.get(again.text("op"));
    assertThat(settled.text("outcome")).isEqualTo("unknown");
    assertThat(one.read(key).text("value")).isEqualTo("later-16");
  }

  @Test
  void explainsRoundsBallotsAndBreakers_whenAsked() {
    CpInstance.Answer answer = one.send("PUT", "/write/" + key + "?explain=1", "a");
    assertThat(answer.body().path("explain").path("rounds").get(0).path("phase").asString())
        .isEqualTo("prepare");
    assertThat(answer.body().path("explain").path("rounds").get(1).path("phase").asString())
        .isEqualTo("accept");
    assertThat(answer.body().path("explain").path("links").path("db_g1").path("breaker").asString())
        .isEqualTo("CLOSED");
    assertThat(one.put(key, "b").body().has("explain")).isFalse();
  }

  @Test
  void takesOneRoundTrip_forAReadAndForARepeatedWrite() {
    one.put(key, "a");
    var write = one.send("PUT", "/write/" + key + "?explain=1", "b");
    assertThat(write.body().path("explain").path("rounds").size()).isEqualTo(1);
    one.read(key);
    var read = one.get("/read/" + key + "?explain=1");
    assertThat(read.body().path("explain").path("rounds").size()).isEqualTo(1);
  }

  @Test
  void refusesAnOperationIdThatNobodySigned() {
    assertThat(one.get("/op/forged").status()).isEqualTo(400);
    CpInstance.Answer forged = one.get("/op/YWJj.ZGVm");
    assertThat(forged.status()).isEqualTo(400);
    assertThat(forged.text("outcome")).isEqualTo("unknown"); // of the write, if there was one
    assertThat(one.get("/op/x", "Accept", "text/html").text("outcome")).isEqualTo("unknown");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%2Fb", "a%20b", "%F0%9F%98%80", "100%25", "%7Bp1%7D", "..%2F.."})
  void keepsKeysOfAnyCharacters(String raw) {
    String value = "value of " + raw + "\nwith lines \u0000 and ä";
    assertThat(one.put(raw + key, value).status()).isEqualTo(200);
    assertThat(two.read(raw + key).text("value")).isEqualTo(value);
    assertThat(two.get("/v1/read/" + raw + key).status()).isEqualTo(200);
  }

  @Test
  void keepsAnEmptyValueApartFromNone_andTheLargest() {
    assertThat(one.put(key, "").status()).isEqualTo(200);
    assertThat(two.read(key).status()).isEqualTo(200);
    String largest = "x".repeat(1 << 20);
    assertThat(one.put(key, largest).status()).isEqualTo(200);
    assertThat(two.read(key).text("value")).isEqualTo(largest);
    assertThat(one.put(key, largest + "x").status()).isEqualTo(413);
  }

  @Test
  void tellsItsHealthMetricsAndRoutes() {
    assertThat(one.get("/ready").status()).isEqualTo(200);
    CpInstance.Answer detailed = one.get("/health/detailed");
    assertThat(detailed.body().path("quarantined").size()).isZero();
    assertThat(detailed.number("view_number_most")).isEqualTo(1);
    assertThat(one.get("/circuit-breaker").body().path("quorum_possible").asBoolean()).isTrue();
    assertThat(one.get("/openapi.json").body().path("paths").has("/op/{id}")).isTrue();
    assertThat(one.metrics())
        .contains("cp_quorum_unavailable_total{mode=\"cp\"} 0.0")
        .contains("cp_unknown_outcomes_total")
        .contains("cp_fast_reads_total")
        .contains("data_staleness_ms{mode=\"cp\",node=\"db_g1\"} 0.0");
  }
}
