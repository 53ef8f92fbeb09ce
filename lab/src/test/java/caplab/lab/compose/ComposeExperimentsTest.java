package caplab.lab.compose;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.readme.Replay;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Experiments on a stack of their own: every promise holds on containers too. */
@Tag("compose")
class ComposeExperimentsTest {

  private static final String SEED = "7";

  @BeforeAll
  static void nothingIsInTheWay() {
    Stack.compose("--profile", "zones", "down", "-v", "--remove-orphans");
  }

  @ParameterizedTest
  @ValueSource(strings = {"E02", "E03", "E04", "E11", "E12", "E19"})
  void everyPromiseHolds(String name) {
    run(name, Map.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"E16", "E17"})
  void everyPromiseHolds_withThreeInstancesOfEachServiceBehindTheGateway(String name) {
    run(name, Map.of("INSTANCES", "3"));
  }

  @AfterEach
  void nothingIsLeft() {
    String ours = "label=com.docker.compose.project=cap-lab-run";
    assertThat(Stack.docker("ps", "-aq", "--filter", ours)).isEmpty();
    assertThat(Stack.docker("volume", "ls", "-q", "--filter", ours)).isEmpty();
  }

  /** What the machine was too slow to tell is asked once more; what was violated is not. */
  private static void run(String name, Map<String, String> environment) {
    String[] command = {"./cap", "run", name, "--on", "compose", "--seed", SEED};
    Shell.Said said =
        Replay.played(
            () -> {
              Shell.Said told = Shell.attempt(environment, command);
              System.out.println("[compose] " + name + " " + environment + "\n" + told.text());
              return told;
            },
            Shell.Said::status);
    if (said.status() == Replay.UNDECIDED) {
      Replay.requireDecided(List.of(name + "\n" + said.text()));
    }
    assertThat(said.status()).as(said.text()).isZero();
  }

  @Test
  void whatContainersCannotDo_isRefusedInOneLine() {
    for (String name : new String[] {"E15", "E20"}) {
      Shell.Said said = Shell.attempt(Map.of(), "./cap", "run", name, "--on", "compose");
      assertThat(said.status()).isEqualTo(64);
      assertThat(said.text()).startsWith("cap: " + name).hasLineCount(1);
    }
  }
}
