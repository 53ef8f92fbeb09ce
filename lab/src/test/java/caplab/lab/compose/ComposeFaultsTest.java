package caplab.lab.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the services answer while the network is cut with docker's own commands. */
@Tag("compose")
class ComposeFaultsTest {

  private static final String OCCUPANT = "cap_test_occupant";
  private static Stack stack;

  @BeforeAll
  static void up() {
    stack = Stack.up();
    stack.awaitWhole();
  }

  @AfterAll
  static void down() {
    stack.close();
  }

  @AfterEach
  void heal() {
    for (String node : new String[] {"db_g1", "db_g2", "db_g3"}) {
      if (addressOf(node).isEmpty()) {
        connect(node);
      }
    }
    stack.awaitWhole();
  }

  @Test
  void bothServicesAnswer_whenOneNodeIsDisconnected() {
    disconnect("db_g2");
    stack.awaits(
        "disconnect db_g2: app-cp's breaker OPEN", () -> stack.breaker(Stack.CP, "db_g2", "OPEN"));
    stack.awaits(
        "disconnect db_g2: app-ap's breaker OPEN", () -> stack.breaker(Stack.AP, "db_g2", "OPEN"));
    assertThat(stack.post(Stack.CP, "/write/one/cut").statusCode()).isEqualTo(200);
    assertThat(stack.get(Stack.CP, "/read/one").body()).contains("\"value\":\"cut\"");
    assertThat(stack.post(Stack.AP, "/write/one/cut").statusCode()).isEqualTo(200);
    assertThat(stack.get(Stack.AP, "/read/one").body()).contains("\"value\":\"cut\"");
    assertThat(stack.get(Stack.CP, "/health").body()).contains("\"status\":\"DEGRADED\"");
    connect("db_g2");
    stack.awaits("reconnect db_g2: app-cp UP", () -> stack.healthy(Stack.CP));
    stack.awaits("reconnect db_g2: app-ap UP", () -> stack.healthy(Stack.AP));
  }

  @Test
  void appCpRefusesAndAppApAnswersStale_whenTwoNodesAreDisconnected() {
    disconnect("db_g2");
    disconnect("db_g3");
    stack.awaits(
        "disconnect db_g2 and db_g3: app-cp refuses",
        () -> stack.post(Stack.CP, "/write/two/cut").statusCode() == 503);
    HttpResponse<String> refusal = stack.post(Stack.CP, "/write/two/cut");
    assertThat(refusal.statusCode()).isEqualTo(503);
    assertThat(refusal.headers().firstValue("Retry-After")).isPresent();
    assertThat(refusal.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(refusal.body()).contains("\"outcome\":\"not_applied\"", "No majority");
    assertThat(stack.post(Stack.AP, "/write/two/cut").statusCode()).isEqualTo(200);
    stack.awaits(
        "disconnect db_g2 and db_g3: app-ap's reads past MAX_STALENESS_MS",
        () -> stack.get(Stack.AP, "/read/two").body().contains("\"stale\":true"));
    connect("db_g2");
    stack.awaits(
        "reconnect db_g2: app-cp serves again",
        () -> stack.post(Stack.CP, "/write/two/healed").statusCode() == 200);
    connect("db_g3");
    stack.awaits(
        "reconnect db_g3: app-ap's bound within the limit again",
        () -> stack.get(Stack.AP, "/read/two").body().contains("\"stale\":false"));
  }

  @Test
  void aPausedNodeIsSkipped_andTakenBackWhenItGoesOn() {
    Stack.compose("pause", "db_g2");
    try {
      stack.awaits(
          "pause db_g2: app-cp's breaker OPEN", () -> stack.breaker(Stack.CP, "db_g2", "OPEN"));
      stack.awaits(
          "pause db_g2: app-ap's breaker OPEN", () -> stack.breaker(Stack.AP, "db_g2", "OPEN"));
      assertThat(stack.post(Stack.CP, "/write/paused/1").statusCode()).isEqualTo(200);
      assertThat(stack.post(Stack.AP, "/write/paused/1").statusCode()).isEqualTo(200);
    } finally {
      Stack.compose("unpause", "db_g2");
    }
    stack.awaits("unpause db_g2: both UP", stack::whole);
  }

  @Test
  void whatWasWrittenSurvivesKillingEveryNode() {
    assertThat(stack.post(Stack.CP, "/write/kept/cp").statusCode()).isEqualTo(200);
    assertThat(stack.post(Stack.AP, "/write/kept/ap").statusCode()).isEqualTo(200);
    Stack.compose("kill", "-s", "KILL", "db_g1", "db_g2", "db_g3");
    stack.awaits(
        "kill -9 of all nodes: app-cp DOWN",
        () -> stack.get(Stack.CP, "/health").statusCode() == 503);
    assertThat(stack.get(Stack.CP, "/live").statusCode()).isEqualTo(200);
    Stack.compose("start", "db_g1", "db_g2", "db_g3");
    stack.awaits("start of all nodes: both UP", stack::whole);
    assertThat(stack.get(Stack.CP, "/read/kept").body()).contains("\"value\":\"cp\"");
    assertThat(stack.get(Stack.AP, "/read/kept").body()).contains("\"value\":\"ap\"");
  }

  @Test
  void aNodeThatComesBackWithAnotherAddressIsFound() {
    String before = addressOf("db_g2");
    disconnect("db_g2");
    // Whoever takes the address that became free, db_g2 cannot get it back.
    Stack.docker(
        "run",
        "-d",
        "--rm",
        "--name",
        OCCUPANT,
        "--network",
        "cap_network",
        "redis:8.0.2",
        "sleep",
        "300");
    try {
      stack.awaits(
          "disconnect db_g2: breaker OPEN", () -> stack.breaker(Stack.CP, "db_g2", "OPEN"));
      connect("db_g2");
      assertThat(addressOf("db_g2")).isNotEmpty().isNotEqualTo(before);
      stack.awaits("db_g2 at another address: both UP", stack::whole);
    } finally {
      Stack.docker("kill", OCCUPANT);
    }
  }

  private static void disconnect(String node) {
    Stack.docker("network", "disconnect", "cap_network", node);
  }

  private static void connect(String node) {
    Stack.docker("network", "connect", "cap_network", node);
  }

  private static String addressOf(String node) {
    return Stack.docker(
        "inspect",
        node,
        "-f",
        "{{with .NetworkSettings.Networks.cap_network}}{{.IPAddress}}{{end}}");
  }
}
