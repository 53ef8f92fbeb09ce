package caplab.lab.compose;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.compose.Load.Failure;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The stack as people use it: started, asked, scaled, redeployed under load, ended. */
@Tag("compose")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ComposeStackTest {

  /** What the gateway says after {@link #WAITED_MS} without an instance. */
  private static final String NOBODY = "No instance of the service is running";

  private static final long WAITED_MS = 15_000;

  private static final int PLAYS = 3;
  private static final int ANSWERS_AFTERWARDS = 100;
  private static Stack stack;
  private static Path cookies;

  @BeforeAll
  static void up(@TempDir Path folder) {
    cookies = folder.resolve("cookies");
    stack = Stack.up();
    stack.awaitWhole();
  }

  @AfterAll
  static void down() {
    stack.close();
  }

  @Test
  @Order(1)
  void everyContainerIsHealthy() {
    assertThat(Stack.compose("ps", "--format", "{{.Service}} {{.Health}}").lines())
        .contains(
            "app_cp healthy",
            "app_ap healthy",
            "gateway healthy",
            "prometheus healthy",
            "alertmanager healthy")
        .allMatch(line -> line.endsWith(" healthy") || line.startsWith("grafana"));
  }

  @Test
  @Order(2)
  void theTourAnswersThroughTheGateway() {
    assertThat(stack.post(Stack.CP, "/write/test/value1").body())
        .contains(
            "\"mode\":\"cp\",\"operation\":\"write\",\"key\":\"test\"",
            "\"quorum\":{\"required\":2,\"received\":2}");
    assertThat(stack.get(Stack.CP, "/read/test").body())
        .contains("\"value\":\"value1\"", "\"staleness_ms\":0");
    assertThat(stack.post(Stack.AP, "/write/test/value1").body())
        .contains("\"mode\":\"ap\",\"operation\":\"write\",\"key\":\"test\",\"node\":\"db_g1\"");
    assertThat(stack.get(Stack.AP, "/read/test").body())
        .contains("\"value\":\"value1\"", "\"stale\":false");
    assertThat(stack.post(Stack.CP, "/write/a%2Fb%20%F0%9F%90%B3/x").body())
        .contains("\"key\":\"a/b 🐳\"");
    assertThat(stack.get(Stack.CP, "/metrics").body()).contains("app_requests_total{");
    assertThat(stack.get(Stack.AP, "/circuit-breaker").statusCode()).isEqualTo(200);
  }

  @Test
  @Order(3)
  void servicesRunAsNobodyOnAReadOnlySystemFromTheirAotCache() {
    for (String service : List.of("app_cp", "app_ap")) {
      String container = Stack.containers(service).getFirst();
      assertThat(Stack.docker("exec", container, "id", "-u")).isEqualTo("10001");
      assertThat(Shell.attempt(Map.of(), "docker", "exec", container, "touch", "/app/x").status())
          .isNotZero();
      // With AOTMode=on a cache that does not fit ends the JVM.
      Stack.docker(
          "exec",
          container,
          "bash",
          "-c",
          "java -XX:AOTMode=on -XX:AOTCache=/app/service.aot $(sed '$d' /app/java.arguments) -version");
      System.out.printf(
          "[compose] %s: %s%n",
          service, Stack.docker("stats", "--no-stream", "--format", "{{.MemUsage}}", container));
    }
  }

  @Test
  @Order(4)
  void prometheusFindsEveryInstance_andSessionsHoldOverThem_whenScaled() {
    Stack.compose(
        "up",
        "-d",
        "--no-deps",
        "--no-recreate",
        "--wait",
        "--scale",
        "app_cp=3",
        "--scale",
        "app_ap=3",
        "app_cp",
        "app_ap");
    for (String job : List.of("app_cp", "app_ap")) {
      stack.awaits(
          "scale 3: all of " + job + " scraped",
          () ->
              stack
                  .get(9090, "/api/v1/query?query=sum(up%7Bjob%3D%22" + job + "%22%7D)")
                  .body()
                  .contains(",\"3\"]"));
    }
    for (int turn = 0; turn < 30; turn++) {
      assertThat(stack.post(Stack.CP, "/write/turn/" + turn).statusCode()).isEqualTo(200);
      assertThat(stack.get(Stack.CP, "/read/turn").body()).contains("\"value\":\"" + turn + "\"");
    }
    for (int turn = 0; turn < 30; turn++) {
      inSession("-X", "POST", "localhost:5002/write/turn/" + turn);
      assertThat(inSession("localhost:5002/read/turn"))
          .contains("\"value\":\"" + turn + "\"", "\"session\":\"satisfied\"");
    }
  }

  @Test
  @Order(5)
  void noRequestFails_whileThreeInstancesOfEachAreRedeployed() {
    redeploy(3);
  }

  @Test
  @Order(6)
  void noRequestFails_whileTheOnlyInstanceOfEachIsRedeployed() {
    Stack.compose(
        "up",
        "-d",
        "--no-deps",
        "--no-recreate",
        "--wait",
        "--scale",
        "app_cp=1",
        "--scale",
        "app_ap=1",
        "app_cp",
        "app_ap");
    redeploy(1);
  }

  @Test
  @Order(7)
  void theGatewayItselfRefuses_whenNoInstanceComes() {
    Stack.compose("stop", "app_cp");
    HttpResponse<String> refusal = stack.post(Stack.CP, "/write/x/y");
    assertThat(refusal.statusCode()).isEqualTo(503);
    assertThat(refusal.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(refusal.headers().firstValue("Retry-After")).isPresent();
    assertThat(refusal.headers().firstValue("X-Request-ID")).isPresent();
    assertThat(refusal.body())
        .contains(
            "No instance of the service is running",
            "\"instance\":\"\\/write\\/x\\/y\"",
            "\"outcome\":\"not_applied\"");
    assertThat(stack.post(Stack.AP, "/write/x/y").statusCode()).isEqualTo(200);
    Stack.compose("start", "app_cp");
    assertThat(stack.post(Stack.CP, "/write/x/y").statusCode())
        .as("it waits for the instance")
        .isEqualTo(200);
  }

  @Test
  @Order(8)
  void downLeavesNothing() {
    Stack.compose("down", "-v");
    String ours = "label=com.docker.compose.project=" + Stack.PROJECT;
    assertThat(Stack.docker("ps", "-aq", "--filter", ours)).isEmpty();
    assertThat(Stack.docker("volume", "ls", "-q", "--filter", ours)).isEmpty();
    assertThat(Stack.docker("network", "ls", "-q", "--filter", ours)).isEmpty();
  }

  /** Asks as a browser would, which sends back the cookie that it was given. */
  private static String inSession(String... request) {
    String jar = cookies.toString();
    List<String> command = new ArrayList<>(List.of("curl", "-s", "-b", jar, "-c", jar));
    command.addAll(List.of(request));
    return Shell.run(command.toArray(String[]::new));
  }

  /**
   * Nothing fails, unless no instance came for as long as the gateway waits for one: that is the
   * machine, which starts none in that time. Then it is played again, three times at the most.
   */
  private static void redeploy(int scale) {
    for (int play = 1; ; play++) {
      List<Failure> failures = redeployed(scale);
      boolean undecided = failures.stream().allMatch(ComposeStackTest::nobodyCame);
      if (failures.isEmpty() || !undecided || play == PLAYS) {
        assertThat(failures).isEmpty();
        return;
      }
      System.out.printf("[compose] no instance came in time: played again (%d)%n", play);
    }
  }

  private static boolean nobodyCame(Failure failure) {
    return failure.told().contains(NOBODY) && failure.afterMs() >= WAITED_MS;
  }

  /** What failed while both services were replaced. */
  private static List<Failure> redeployed(int scale) {
    try (Load load = new Load(stack)) {
      for (String service : List.of("app_cp", "app_ap")) {
        List<String> before = ids(service);
        Map<String, String> revision = Map.of("REVISION", UUID.randomUUID().toString());
        Stack.compose(
            revision,
            "up",
            "-d",
            "--no-deps",
            "--build",
            "--scale",
            service + "=" + scale,
            service);
        assertThat(ids(service)).hasSize(scale).doesNotContainAnyElementsOf(before);
        int then = load.answered();
        stack.awaits(
            service + " redeployed at scale " + scale,
            () -> load.answered() >= then + ANSWERS_AFTERWARDS);
      }
      load.close();
      System.out.printf(
          "[compose] redeploy at scale %d: %d requests, %d failed, the longest took %d ms%n",
          scale, load.answered(), load.failures().size(), load.longestMs());
      return load.failures();
    }
  }

  private static List<String> ids(String service) {
    return Stack.compose("ps", "-q", service).lines().toList();
  }
}
