package caplab.lab.readme;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Types what {@code docs/learn} shows. */
class LearnTest {

  @TempDir Path data;

  private Tour alone() {
    return new Tour(Map.of("CAP_DATA", data.toString()), UnaryOperator.identity());
  }

  @Test
  void everyWitness_isDrawnAsPrinted() {
    Replay.requireDecided(alone().take("docs/learn/witness.md", "witness"));
  }

  @Test
  void theCommandsOfTheLessonPlan_giveTheAnswersPrinted() throws Exception {
    try (UpCluster cluster = UpCluster.start(data)) {
      Replay.requireDecided(cluster.tour().take("docs/learn/lesson-plan.md", "plan"));
    }
  }

  /** Minutes: each runs an experiment on real servers. */
  @Test
  @Tag("long")
  void everyLesson_runsAsItSays() {
    Replay.requireDecided(alone().take("docs/learn/README.md", "lessons"));
  }
}
