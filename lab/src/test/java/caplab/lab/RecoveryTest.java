package caplab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.model.InstanceVitals;
import caplab.lab.model.Status;
import caplab.lab.wire.Http;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a heal waits for, asked of one service that answers by a script. */
class RecoveryTest {

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String READY = "200 [+]available_write ok";
  private static final String REFUSES =
      "503 [+]accepting_requests ok\n[-]linearizable_write cannot be kept";

  private final Queue<String> ready = new ArrayDeque<>();
  private final Queue<String> health = new ArrayDeque<>();
  private HttpServer service;

  @BeforeEach
  void listens() throws IOException {
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer("/ready", ready);
    answer("/health/detailed", health);
    service.start();
  }

  @AfterEach
  void ends() {
    service.stop(0);
  }

  /** The script's answers in order, the last of them for ever; none: 404. */
  private void answer(String path, Queue<String> script) {
    service.createContext(
        path,
        exchange -> {
          String next = script.size() > 1 ? script.remove() : script.peek();
          String[] parts = next == null ? new String[] {"404", ""} : next.split(" ", 2);
          byte[] body = parts[1].getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(Integer.parseInt(parts[0]), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private Recovery healed(Duration most, String... states) {
    List<Status.Part> nodes =
        Stream.of("db_g1", "db_g2")
            .map(name -> part(name, 0, name.equals("db_g2") ? states[1] : "up"))
            .toList();
    Status status =
        new Status(
            1,
            0,
            nodes,
            List.of(part("app_x", service.getAddress().getPort(), states[0])),
            Map.of());
    return Recovery.await(Http.PLAIN, status, System.nanoTime(), most);
  }

  private static Status.Part part(String name, int port, String state) {
    return new Status.Part(name, "cp", "g1", port, 1, state, "", InstanceVitals.NONE);
  }

  /** Health of which the breakers of both nodes, and what db_g1 lacks of db_g2, are known. */
  private static String seen(String first, String second, Object age) {
    String node = "{\"connected\":true,\"breaker\":{\"state\":\"%s\"}}";
    return "200 {\"nodes\":{\"db_g1\":%s,\"db_g2\":%s},\"replication\":{\"db_g1\":{\"watermark_age_ms\":{\"db_g2\":%s}}}}"
        .formatted(node.formatted(first), node.formatted(second), age);
  }

  private void script(Queue<String> of, String... answers) {
    of.addAll(Arrays.asList(answers));
  }

  @Test
  void waitsUntilTheServiceIsReady() {
    script(ready, REFUSES, REFUSES, READY);
    Recovery recovery = healed(LONG, "up", "up");
    assertThat(recovery.complete()).isTrue();
    assertThat(recovery.told()).matches("all services serve again, \\d+\\.\\d s after the heal");
    assertThat(ready).containsExactly(READY);
  }

  @Test
  void waitsUntilItReachesEveryNodeThatIsUp() {
    script(ready, READY);
    script(health, seen("OPEN", "CLOSED", 0), seen("HALF_OPEN", "CLOSED", 0));
    script(health, seen("CLOSED", "CLOSED", 0));
    assertThat(healed(LONG, "up", "up").complete()).isTrue();
    assertThat(health).hasSize(1);
  }

  @Test
  void waitsUntilNodesHaveHeardOfAllThatWasWrittenBeforeTheHeal() {
    script(ready, READY);
    script(health, seen("CLOSED", "CLOSED", 900_000), seen("CLOSED", "CLOSED", null));
    script(health, seen("CLOSED", "CLOSED", 0));
    assertThat(healed(LONG, "up", "up").complete()).isTrue();
    assertThat(health).hasSize(1);
  }

  @Test
  void expectsNothingOfANodeThatIsDead() {
    script(ready, READY);
    script(health, seen("CLOSED", "OPEN", null));
    Recovery recovery = healed(LONG, "up", "dead");
    assertThat(recovery.complete()).isTrue();
    assertThat(recovery.told()).startsWith("all services serve again").endsWith("after the heal");
  }

  @Test
  void saysWhatOneThatServesStillLacks_onceItWaitedLongEnough() {
    script(ready, READY);
    script(health, seen("CLOSED", "OPEN", null));
    Recovery recovery = healed(Duration.ZERO, "up", "up");
    assertThat(recovery.complete()).isTrue();
    assertThat(recovery.told())
        .contains("yet app_x has not seen db_g1 catch up with db_g2, does not reach db_g2");
  }

  @Test
  void namesWhoDoesNotServe_andWhy() {
    script(ready, REFUSES);
    Recovery recovery = healed(Duration.ZERO, "up", "up");
    assertThat(recovery.complete()).isFalse();
    assertThat(recovery.told()).endsWith(": app_x cannot keep linearizable_write");
  }

  @Test
  void waitsForNobodyWhoIsDead() {
    Recovery recovery = healed(LONG, "dead", "up");
    assertThat(recovery.complete()).isFalse();
    assertThat(recovery.told()).endsWith(": app_x is dead");
  }
}
