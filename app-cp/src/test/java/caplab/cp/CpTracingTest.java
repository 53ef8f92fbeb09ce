package caplab.cp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.cp.CpInstance.Answer;
import caplab.node.RedisServers;
import caplab.observe.Heard;
import caplab.trace.OtlpReceiver;
import caplab.trace.OtlpReceiver.Received;
import caplab.trace.OtlpReceiver.Trace;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a collector receives of app-cp. */
class CpTracingTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CALLER = "00f067aa0ba902b7";

  @TempDir Path folder;

  private OtlpReceiver receiver;
  private RedisServers servers;
  private CpInstance app;

  @BeforeEach
  void start() {
    receiver = OtlpReceiver.start();
    servers = RedisServers.startFor("app-cp", 3);
    List<String> settings = new ArrayList<>();
    settings.addAll(List.of("FEATURES_FILE", folder.resolve("features.yaml").toString()));
    // A breaker that opens would spare the write the dead node.
    settings.addAll(List.of("CIRCUIT_WINDOW", "100000", "CIRCUIT_MINIMUM_CALLS", "100000"));
    // A machine that stalls must not look like a node that does.
    settings.addAll(List.of("NETWORK_TIMEOUT_SEC", "5", "REQUEST_TIMEOUT_SEC", "20"));
    receiver.settings().forEach((name, value) -> settings.addAll(List.of(name, value)));
    app = CpInstance.start(servers, settings.toArray(String[]::new)).healthy();
  }

  @AfterEach
  void end() {
    app.close();
    servers.close();
    receiver.close();
  }

  private static String traceparent(String flags) {
    return "00-" + TRACE + "-" + CALLER + "-" + flags;
  }

  private static String traceId(Answer answer) {
    return answer.header("traceparent").split("-", -1)[1];
  }

  @Test
  void showsARequest_itsRounds_andEachNodesScript_theDeadNodesToo() throws IOException {
    servers.named("db_g2").kill();
    awaitRefused("db_g2");

    Answer written = app.put("k", "a value", "traceparent", traceparent("01"));

    assertThat(written.status()).isEqualTo(200);
    Trace trace = receiver.trace(TRACE, 9);
    Received request = trace.root();
    assertThat(request.service()).isEqualTo("app-cp");
    assertThat(request.name()).isEqualTo("PUT /write/{key}");
    assertThat(request.kind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
    assertThat(request.parent()).isEqualTo(CALLER);
    assertThat(written.header("traceparent")).isEqualTo("00-" + TRACE + "-" + request.id() + "-01");
    assertThat(request.attributes())
        .containsEntry("http.response.status_code", "200")
        .containsEntry("cap.version", "1");
    List<Received> rounds = trace.below(request);
    assertThat(rounds).extracting(Received::name).containsExactly("prepare", "accept");
    String ballot = rounds.getFirst().attribute("cap.ballot");
    assertThat(ballot).matches("[0-9]+\\.[0-9]+");
    assertThat(rounds.getLast().attribute("cap.ballot")).isEqualTo(ballot);
    for (Received round : rounds) {
      List<Received> scripts = trace.below(round);
      assertThat(scripts)
          .extracting(Received::name)
          .containsExactly("propose.lua db_g1", "propose.lua db_g2", "propose.lua db_g3");
      assertThat(scripts.get(0).attribute("cap.answer")).isIn("promised", "accepted");
      assertThat(scripts.get(1).attribute("cap.answer")).isEqualTo("skipped");
      assertThat(scripts.get(1).failure()).startsWith("error ").hasSizeGreaterThan(6);
    }
    assertThat(trace.toString()).doesNotContain("a value", "/write/k");
    assertThat(shape(trace.drawn())).isEqualTo(shape(documented()));
  }

  /** The drawing of {@code docs/observability.md}. */
  private static String documented() throws IOException {
    Path here = Path.of("").toAbsolutePath();
    Path root = Files.exists(here.resolve("docs")) ? here : here.getParent();
    String page = Files.readString(root.resolve("docs/observability.md"));
    return page.split("<!-- trace -->\n\n```\n", 2)[1].split("\n```", 2)[0];
  }

  /** Without figures. */
  private static String shape(String drawn) {
    return drawn.replaceAll("[0-9]+", "n").replaceAll(" +", " ");
  }

  /** Until then a command could be lost with the connection that broke. */
  private void awaitRefused(String node) {
    await()
        .atMost(PATIENCE)
        .until(() -> app.nodes().byName().get(node).status().trouble().isPresent());
  }

  @Test
  void namesTheTraceInTheLogLinesOfTheRequest_andAsAnExemplar() {
    try (Heard heard = Heard.listen()) {
      String trace = traceId(app.put("k", "v"));
      assertThat(heard.lines("WRITE")).singleElement().asString().contains("trace_id=" + trace);
      assertThat(app.openMetrics().lines())
          .anyMatch(line ->
              line.startsWith("app_request_latency_seconds_bucket{")
                  && line.contains("operation=\"write\"")
                  && line.contains("trace_id=\"" + trace + "\""));
    }
  }

  @Test
  void leavesNoSpan_whereTheCallerRecordsNone() {
    Answer unrecorded = app.put("k", "v", "traceparent", traceparent("00"));
    assertThat(unrecorded.header("traceparent")).startsWith("00-" + TRACE + "-").endsWith("-00");
    receiver.trace(traceId(app.read("k")), 5);
    assertThat(receiver.all()).noneMatch(span -> span.traceId().equals(TRACE));
  }

  @Test
  void leavesNoSpanOfProbesAndScrapes() {
    app.get("/health");
    app.get("/nowhere");
    receiver.trace(traceId(app.read("k")), 5);
    assertThat(receiver.all())
        .filteredOn(span -> span.kind() == SpanKind.SPAN_KIND_SERVER)
        .extracting(Received::name)
        .containsOnly("GET /read/{key}");
  }

  @Test
  void makesNoSpan_whileTheFlagIsOff() throws IOException {
    Set<String> traced = new LinkedHashSet<>();
    traced.add(traceId(app.put("k", "before")));
    flags("tracing: false\n");
    await()
        .atMost(PATIENCE)
        .until(() -> {
          String traceparent = app.read("k").header("traceparent");
          if (!traceparent.isEmpty()) {
            traced.add(traceparent.split("-", -1)[1]);
          }
          return traceparent.isEmpty();
        });
    // Continued for the caller as ever, but not recorded.
    assertThat(app.put("k", "off", "traceparent", traceparent("01")).header("traceparent"))
        .startsWith("00-" + TRACE + "-");
    flags("tracing: true\n");
    await().atMost(PATIENCE).until(() -> !app.read("k").header("traceparent").isEmpty());
    String last = traceId(app.read("k"));
    receiver.trace(last, 5);
    assertThat(receiver.all()).extracting(Received::traceId).containsAll(traced);
    assertThat(receiver.all()).extracting(Received::traceId).doesNotContain(TRACE);
  }

  private void flags(String text) throws IOException {
    Path written = Files.writeString(folder.resolve("written"), text);
    Files.move(written, folder.resolve("features.yaml"), StandardCopyOption.ATOMIC_MOVE);
  }
}
