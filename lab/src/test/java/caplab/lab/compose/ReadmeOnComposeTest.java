package caplab.lab.compose;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.lab.readme.Replay;
import caplab.lab.readme.Tour;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Types what {@code docs/compose.md} shows of the stack, from the first start to the last
 * container's end.
 */
@Tag("compose")
class ReadmeOnComposeTest {

  private static final String STARTS_ALL = "docker compose( --profile zones)? up(?!.*--no-deps).*";

  @BeforeEach
  @AfterEach
  void nothingIsLeft() {
    Stack.compose("--profile", "zones", "down", "-v", "--remove-orphans");
  }

  @Test
  void everyCommandGivesTheAnswerPrinted_andNothingIsLeft() {
    List<String> undecided =
        new Tour(Map.of("COMPOSE_PROJECT_NAME", Stack.PROJECT), ReadmeOnComposeTest::typed)
            .take("docs/compose.md", "compose");
    for (String project : new String[] {Stack.PROJECT, "cap-lab-run"}) {
      String ours = "label=com.docker.compose.project=" + project;
      assertThat(Stack.docker("ps", "-aq", "--filter", ours)).isEmpty();
      assertThat(Stack.docker("volume", "ls", "-q", "--filter", ours)).isEmpty();
      assertThat(Stack.docker("network", "ls", "-q", "--filter", ours)).isEmpty();
    }
    Replay.requireDecided(undecided);
  }

  /** As the page says for an engine that cannot have Grafana's image. */
  private static String typed(String line) {
    return line.matches(STARTS_ALL) && Stack.grafanaCannotBeHad()
        ? line + " --pull never --scale grafana=0"
        : line;
  }
}
