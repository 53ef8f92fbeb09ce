package caplab.observe;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.node.MemoryNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private static final Map<String, List<Integer>> ANSWERS =
      Map.of("read", List.of(200), "write", List.of(200), "delete", List.of(200));

  private final Metrics metrics = new Metrics("cp");

  @AfterEach
  void close() {
    metrics.close();
  }

  private Stream<String> series(String name) {
    return metrics.scrape().lines().filter(line -> line.startsWith(name + "{"));
  }

  @Test
  void hasEverySeriesOfRequestsFromTheStart() {
    new RequestMetrics(metrics, Map.of("read", List.of(200, 503), "write", List.of(200)));
    assertThat(series("app_requests_total"))
        .hasSize(3)
        .allMatch(line -> line.endsWith(" 0.0"))
        .contains("app_requests_total{mode=\"cp\",operation=\"read\",status=\"200\"} 0.0");
    assertThat(series("app_request_latency_seconds_count")).hasSize(2);
    assertThat(series("app_requests_in_flight")).hasSize(1);
    assertThat(series("app_active_users")).hasSize(1);
    assertThat(series("app_response_size_bytes_count")).hasSize(1);
  }

  @Test
  void showsOnlyWhatIsNamed_asItIsScraped() {
    new RequestMetrics(metrics, ANSWERS);
    Metrics.Scraped scrape =
        metrics.scrape(
            Metrics.TEXT,
            Set.of("app_requests_total", "app_request_latency_seconds_bucket", "no_such_metric"));
    assertThat(scrape.unknown()).containsExactly("no_such_metric");
    String some = new String(scrape.bytes(), StandardCharsets.UTF_8);
    assertThat(some.lines().filter(line -> !line.startsWith("#")))
        .isNotEmpty()
        .allMatch(line -> line.startsWith("app_request"))
        .anyMatch(line -> line.startsWith("app_requests_total{"))
        .anyMatch(line -> line.startsWith("app_request_latency_seconds_bucket{"));
    assertThat(some).doesNotContain("app_requests_in_flight");
  }

  /** Who asks may be on the only carrier of virtual threads, which others need meanwhile. */
  @Test
  void collectsOnAThreadOfTheSystem_evenForAVirtualOne() throws InterruptedException {
    List<Boolean> virtual = new CopyOnWriteArrayList<>();
    metrics.gauge("where", "", () -> virtual.add(Thread.currentThread().isVirtual()) ? 1 : 0);
    Thread asking =
        Thread.startVirtualThread(() -> {
          metrics.scrape();
          metrics.scrape(Metrics.OPEN, Set.of("where"));
        });
    asking.join();
    assertThat(virtual).containsExactly(false, false);
  }

  @Test
  void hasTheDocumentedBuckets() {
    new RequestMetrics(metrics, ANSWERS);
    assertThat(
            series("app_request_latency_seconds_bucket")
                .filter(line -> line.contains("\"read\""))
                .map(line -> line.replaceAll(".*le=\"([^\"]*)\".*", "$1")))
        .containsExactly(
            "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1.0", "2.5",
            "5.0", "10.0", "+Inf");
  }

  @Test
  void countsARequest() {
    RequestMetrics requests = new RequestMetrics(metrics, ANSWERS);
    requests.began("somebody");
    assertThat(series("app_requests_in_flight")).allMatch(line -> line.endsWith(" 1.0"));
    requests.ended("write", 200, Duration.ofMillis(3), 17);
    assertThat(metrics.scrape())
        .contains("app_requests_total{mode=\"cp\",operation=\"write\",status=\"200\"} 1.0")
        .contains(
            "app_request_latency_seconds_bucket{mode=\"cp\",operation=\"write\",le=\"0.005\"} 1")
        .contains("app_response_size_bytes_sum{mode=\"cp\"} 17.0")
        .contains("app_requests_in_flight{mode=\"cp\"} 0.0")
        .contains("app_active_users{mode=\"cp\"} 1.0");
  }

  @Test
  void hasEverySeriesOfNodesFromTheStart() {
    NodeMetrics nodes = new NodeMetrics(metrics, List.of("db_g1", "db_g2"), List.of("timeout"));
    assertThat(series("db_connection_attempts_total")).hasSize(2);
    assertThat(series("db_connection_failures_total")).hasSize(2);
    assertThat(series("db_command_duration_seconds_count")).hasSize(2);
    nodes.connectionFailed("db_g1", "timeout");
    nodes.attempted("db_g1");
    nodes.answered("db_g1", Duration.ofMillis(1));
    nodes.failed("db_g1", "lost");
    assertThat(metrics.scrape())
        .contains("db_connection_failures_total{mode=\"cp\",node=\"db_g1\",reason=\"timeout\"} 1.0")
        .contains("db_errors_total{kind=\"lost\",mode=\"cp\",node=\"db_g1\"} 1.0");
  }

  @Test
  void showsAnUnknownBoundAsInfinite() {
    metrics.gauge("data_staleness_ms", "bound", () -> Double.POSITIVE_INFINITY, "node", "db_g1");
    assertThat(metrics.scrape()).contains("data_staleness_ms{mode=\"cp\",node=\"db_g1\"} +Inf");
  }

  @Test
  void publishesTheJvmUnderItsOwnNames() {
    assertThat(series("jvm_memory_used_bytes"))
        .isNotEmpty()
        .allMatch(line -> line.contains("mode=\"cp\""));
    assertThat(series("process_uptime_seconds")).hasSize(1);
  }

  @Test
  void showsWhatANodeSaysOfItself_andNothingBeforeItDid() {
    NodeMetrics nodes = new NodeMetrics(metrics, List.of("db_g1"), List.of());
    nodes.watch(new MemoryNode("db_g1"));
    for (String name :
        List.of(
            "db_memory_used_bytes",
            "db_memory_max_bytes",
            "db_aof_enabled",
            "db_aof_last_write_ok",
            "db_aof_size_bytes")) {
      assertThat(series(name)).containsExactly(name + "{mode=\"cp\",node=\"db_g1\"} NaN");
    }
  }
}
