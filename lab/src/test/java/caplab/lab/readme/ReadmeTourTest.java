package caplab.lab.readme;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Types the README's tour and the ten things of {@code docs/http.md} into a shell, beside a cluster
 * on ports of its own, and compares the answers with those printed.
 */
class ReadmeTourTest {

  @TempDir Path data;

  @Test
  void everyCommandOfTheTourAndOfTheTenThings_givesTheAnswerPrinted() throws Exception {
    try (UpCluster cluster = UpCluster.start(data)) {
      List<String> undecided = new ArrayList<>(cluster.tour().take("README.md", "tour"));
      undecided.addAll(cluster.tour().take("docs/http.md", "things"));
      Replay.requireDecided(undecided);
    }
  }
}
