package caplab.ap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import caplab.ap.ApInstance.Told;
import caplab.node.RedisServers;
import caplab.trace.OtlpReceiver;
import caplab.trace.OtlpReceiver.Received;
import caplab.trace.OtlpReceiver.Trace;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a collector receives of app-ap. */
class ApTracingTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String OTHER = "0af7651916cd43dd8448eb211c80319c";
  private static final String CALLER = "00f067aa0ba902b7";

  private static String traceparent(String trace) {
    return "00-" + trace + "-" + CALLER + "-01";
  }

  @Test
  void showsAWrite_pastItsDeadHomeNode_andTheReadOfItsDot() {
    try (OtlpReceiver receiver = OtlpReceiver.start();
        RedisServers servers = RedisServers.startFor("app-ap", 3);
        ApInstance app = ApInstance.start(servers.addresses(), settings(receiver))) {
      await().atMost(PATIENCE).until(() -> app.get("/health").text("status").equals("UP"));
      servers.named("db_g1").kill();
      await()
          .atMost(PATIENCE)
          .until(() ->
              app.logged().contains("DB_CONNECT_FAILURE")
                  && app.get("/health").text("status").equals("DEGRADED"));

      Told written = app.post("/write/k", "a value", "traceparent", traceparent(TRACE));

      assertThat(written.status()).isEqualTo(200);
      Trace trace = receiver.trace(TRACE, 5);
      Received request = trace.root();
      assertThat(request.service()).isEqualTo("app-ap");
      assertThat(request.name()).isEqualTo("POST /write/{key}");
      assertThat(request.kind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
      assertThat(request.parent()).isEqualTo(CALLER);
      String dot = request.attribute("cap.dot");
      assertThat(dot).startsWith("db_g2.");
      List<Received> rounds = trace.below(request);
      Received dead = trace.below(rounds.getFirst()).getFirst();
      assertThat(dead.attribute("cap.node")).isEqualTo("db_g1");
      assertThat(dead.attribute("cap.answer")).isEqualTo("skipped");
      assertThat(dead.failure()).contains("refused");
      Received taken = trace.below(rounds.getLast()).getFirst();
      assertThat(taken.name()).isEqualTo("write.lua db_g2");
      assertThat(taken.attribute("cap.answer")).isEqualTo("wrote");
      assertThat(taken.attribute("cap.dot")).isEqualTo(dot);
      assertThat(trace.toString()).doesNotContain("a value", "/write/k");
      await()
          .until(() ->
              app.logged()
                  .lines()
                  .anyMatch(line ->
                      line.contains("\"event\":\"WRITE\"")
                          && line.contains("\"trace_id\":\"" + TRACE + "\"")));

      assertThat(app.get("/read/k", "traceparent", traceparent(OTHER)).text("value"))
          .isEqualTo("a value");

      Trace read = receiver.trace(OTHER, 5);
      Received seen = read.below(read.below(read.root()).getLast()).getFirst();
      assertThat(seen.name()).startsWith("read.lua ");
      assertThat(seen.attribute("cap.dots")).contains(dot);
      assertThat(app.logged()).doesNotContain("Failed to export");
    }
  }

  @Test
  void doesNotStart_whereAVariableCannotBeUsed() {
    Map<String, String> settings =
        Map.of(
            "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1",
            "OTEL_EXPORTER_OTLP_PROTOCOL", "carrier-pigeon");
    assertThatThrownBy(() -> ApInstance.start("db_g1=127.0.0.1:1", settings))
        .hasMessageContaining("app-ap ended: ")
        .hasMessageContaining("OTEL_* cannot be used: ")
        .hasMessageContaining("carrier-pigeon");
  }

  private static Map<String, String> settings(OtlpReceiver receiver) {
    Map<String, String> settings = new HashMap<>(receiver.settings());
    // A breaker that opens would spare the requests the dead node.
    settings.put("CIRCUIT_WINDOW", "100000");
    settings.put("CIRCUIT_MINIMUM_CALLS", "100000");
    // A machine that stalls must not look like a node that does.
    settings.put("NETWORK_TIMEOUT_SEC", "5");
    settings.put("REQUEST_TIMEOUT_SEC", "20");
    return settings;
  }
}
