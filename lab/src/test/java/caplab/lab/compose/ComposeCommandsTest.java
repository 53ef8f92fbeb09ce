package caplab.lab.compose;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.readme.Replay;
import caplab.lab.readme.Tour;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The commands of {@code ./cap} on the stack: what the services of each zone answer then. */
@Tag("compose")
class ComposeCommandsTest {

  private static final int CP_G2 = 5011;
  private static final int AP_G2 = 5012;
  private static Stack stack;

  @BeforeAll
  static void up() {
    Stack.compose("--profile", "zones", "down", "-v", "--remove-orphans");
    List<String> up =
        new ArrayList<>(List.of("--profile", "zones", "up", "-d", "--build", "--wait"));
    up.addAll(List.of("db_g1", "db_g2", "db_g3", "app_cp", "app_ap", "gateway"));
    up.addAll(List.of("app_cp_g2", "app_ap_g2", "app_cp_g3", "app_ap_g3"));
    Stack.compose(up.toArray(String[]::new));
    stack = new Stack();
    stack.awaitWhole();
  }

  @AfterAll
  static void down() {
    stack.close();
  }

  @AfterEach
  void heal() {
    assertThat(cap("heal")).contains("network    whole");
    stack.awaitWhole();
  }

  private static String cap(String... words) {
    List<String> command = new ArrayList<>(List.of("./cap"));
    command.addAll(List.of(words));
    command.addAll(List.of("--on", "compose"));
    return Shell.run(command.toArray(String[]::new));
  }

  private static void writes(String what, int port, int status) {
    stack.awaits(
        what + ": " + port + " answers " + status,
        () -> stack.post(port, "/write/key/value").statusCode() == status);
  }

  @Test
  void appCpRefusesInTheZoneCutOff_andServesInTheOthers_untilTheHeal() {
    assertThat(cap("cut", "g1")).contains("silent: ", "g1:db_g2", "g2:db_g1");
    writes("cut g1", Stack.CP, 503);
    writes("cut g1", CP_G2, 200);
    assertThat(stack.post(Stack.AP, "/write/key/here").statusCode()).isEqualTo(200);
    assertThat(stack.post(AP_G2, "/write/key/there").statusCode()).isEqualTo(200);
    assertThat(cap("status")).contains("g1:db_g3   silent");
    assertThat(cap("heal")).contains("network    whole");
    writes("heal", Stack.CP, 200);
    writes("heal", CP_G2, 200);
  }

  @Test
  void oneWay_takesAMajorityFromTheZoneThatAsks_only() {
    assertThat(cap("cut", "--one-way", "g1", "g2,g3")).contains("requests lost: ", "g1:db_g2");
    writes("one way", Stack.CP, 503);
    writes("one way", CP_G2, 200);
  }

  @Test
  void lostReplies_leaveTheOutcomeUnknown_orRefuse() {
    assertThat(cap("cut", "--replies", "g1", "g2,g3")).contains("replies lost: ", "g1:db_g3");
    writes("replies lost", Stack.CP, 503);
  }

  @Test
  void refused_isNoticedAtOnce() {
    assertThat(cap("cut", "--refused", "g1")).contains("refused: ", "g1:db_g2");
    writes("refused", Stack.CP, 503);
  }

  @Test
  void aSlowLinkIsSlow_andALossIsOvercome() {
    assertThat(cap("slow", "g2:*", "300ms")).contains("g2:db_g1   300 ms late");
    assertThat(cap("lose", "g2:db_g1", "5%")).contains("g2:db_g1   300 ms late, 5.0 % lost");
    long start = System.nanoTime();
    assertThat(stack.get(CP_G2, "/read/slow").statusCode()).isIn(200, 404, 503);
    assertThat(System.nanoTime() - start).as("ns of a read").isGreaterThan(250_000_000L);
    assertThat(cap("heal", "g2:*")).contains("network    whole");
    writes("links as before", CP_G2, 200);
  }

  @Test
  void aBridgeAndARing_leaveEveryZoneItsMajority() {
    assertThat(cap("cut", "--bridge", "g2")).contains("silent: ", "g1:db_g3");
    writes("bridge", Stack.CP, 200);
    assertThat(cap("cut", "--ring")).contains("silent");
    writes("ring", Stack.CP, 200);
    writes("ring", CP_G2, 200);
  }

  @Test
  void aKilledNodeIsDead_andKeepsItsData_unlessItIsWiped() {
    assertThat(cap("kill", "db_g2")).containsPattern("db_g2 .*dead");
    writes("one node dead", Stack.CP, 200);
    assertThat(cap("restart", "db_g2")).containsPattern("db_g2 .*up");
    stack.awaitWhole();
    Stack.docker("exec", "db_g2", "redis-cli", "set", "mark", "of this disk");
    assertThat(cap("restart", "db_g2")).containsPattern("db_g2 .*up");
    assertThat(mark("db_g2")).isEqualTo("of this disk");
    assertThat(cap("wipe", "db_g2")).containsPattern("db_g2 .*up");
    assertThat(mark("db_g2")).isEmpty();
  }

  @Test
  void theTourOfTheReadmeGivesTheAnswersPrinted() {
    Replay.requireDecided(new Tour(Stack.PATIENT, line -> line).take("README.md", "tour"));
  }

  @Test
  void aPausedInstanceIsShown_andGoesOn() {
    assertThat(cap("pause", "app_ap_g2")).containsPattern("app_ap_g2 .*paused");
    assertThat(cap("resume", "app_ap_g2")).containsPattern("app_ap_g2 .*:5012");
    writes("resumed", AP_G2, 200);
  }

  @Test
  void aRestartedInstanceStaysCutOff_andHealReconnectsWhatDockerDisconnected() {
    cap("cut", "g2");
    cap("restart", "app_cp_g2");
    writes("restarted behind the cut", CP_G2, 503);
    Stack.docker("network", "disconnect", "cap_network", "db_g3");
    assertThat(cap("status")).containsPattern("db_g3 .*disconnected");
    assertThat(cap("heal")).containsPattern("db_g3 .*up").contains("network    whole");
    writes("healed", CP_G2, 200);
  }

  @Test
  void aWrongNameIsOneLine_andExit64() {
    Shell.Said said = Shell.attempt(Map.of(), "./cap", "kill", "db_g9", "--on", "compose");
    assertThat(said.status()).isEqualTo(64);
    assertThat(said.text()).startsWith("cap: nothing is called 'db_g9'").hasLineCount(1);
  }

  /** What no service wrote, so none brings it back. */
  private static String mark(String node) {
    return Stack.docker("exec", node, "redis-cli", "get", "mark");
  }
}
