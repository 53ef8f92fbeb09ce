package caplab.lab.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import caplab.lab.monitoring.MonitoringFiles;
import caplab.lab.monitoring.Runbook;
import caplab.lab.monitoring.Runbook.Block;
import caplab.lab.readme.Tour;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Types every command of every runbook, from top to bottom, in the situation that it is for, and
 * asks every query. What a command is said to answer, it answers in the end; a query has a value.
 */
@Tag("compose")
class RunbooksTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final List<String> NODES = List.of("db_g1", "db_g2", "db_g3");
  private static Stack stack;
  private static Prometheus prometheus;

  @BeforeAll
  static void up() {
    stack = Stack.up();
    prometheus = new Prometheus(stack);
  }

  @AfterAll
  static void down() {
    stack.close();
  }

  /** In this order: the last one leaves more instances behind. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "README",
        "audit-incomplete",
        "breaker-stuck-open",
        "inconsistent-data",
        "node-lost",
        "region-lost",
        "node-full",
        "high-latency"
      })
  void leadsFromTheAlertToItsEnd(String name) {
    stack.awaitWhole();
    happens(name);
    List<Block> blocks = runbook(name).blocks();
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      Block next = i + 1 < blocks.size() ? blocks.get(i + 1) : new Block("", "");
      switch (block.language()) {
        case "sh" -> type(block.content(), next);
        case "promql" ->
            await(name + ": " + block.content())
                .atMost(PATIENCE)
                .until(() -> prometheus.answers(block.content()));
        case "text" -> {} // what the block before it answers
        default -> throw new AssertionError("what is to be done with " + block.language() + "?");
      }
    }
    stack.awaitWhole();
  }

  @Test
  void coversEveryRunbook() {
    assertThat(MonitoringFiles.runbooks()).hasSize(8);
  }

  /** What the runbook is for. */
  private static void happens(String name) {
    switch (name) {
      case "breaker-stuck-open" -> {
        stack.post(Stack.CP, "/circuit-breaker/db_g2/open");
        stack.post(Stack.AP, "/circuit-breaker/db_g2/open");
      }
      case "inconsistent-data" -> {
        stack.post(Stack.CP, "/write/cart/cp");
        String empty =
            stack
                .get(Stack.AP, "/read/cart")
                .headers()
                .firstValue("X-Causal-Context")
                .orElseThrow();
        stack.post(Stack.AP, "/write/cart/mine?context=" + empty);
        stack.post(Stack.AP, "/write/cart/yours?context=" + empty);
        assertThat(stack.get(Stack.AP, "/read/cart").body()).contains("\"siblings\"");
      }
      case "node-lost" -> Stack.compose("stop", "db_g2");
      case "region-lost" -> {
        Stack.docker("network", "disconnect", "cap_network", "db_g2");
        Stack.docker("network", "disconnect", "cap_network", "db_g3");
      }
      case "node-full" ->
          NODES.forEach(node ->
              Stack.docker("exec", node, "redis-cli", "CONFIG", "SET", "maxmemory", "100kb"));
      case "high-latency" -> stack.post(Stack.CP, "/write/runbook/1");
      default -> {}
    }
  }

  private static void type(String script, Block next) {
    if (!next.language().equals("text")) {
      Shell.Said said = typed(script);
      assertThat(said.status()).as("%s%n%s", script, said.text()).isZero();
      return;
    }
    Pattern expected = Tour.pattern(next.content());
    await(script)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(typed(script).text()).matches(expected));
  }

  private static Shell.Said typed(String script) {
    Map<String, String> environment = new HashMap<>(Stack.PATIENT);
    environment.put("COMPOSE_PROJECT_NAME", Stack.PROJECT);
    return Shell.attempt(environment, "bash", "-e", "-c", script);
  }

  private static Runbook runbook(String name) {
    return MonitoringFiles.runbooks().stream()
        .filter(runbook -> runbook.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
