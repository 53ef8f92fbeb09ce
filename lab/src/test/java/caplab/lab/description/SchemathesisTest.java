package caplab.lab.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import caplab.lab.readme.UpCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Schemathesis makes requests out of what both services say of themselves, right ones and wrong
 * ones, and holds the answers against it, with all its checks.
 */
class SchemathesisTest {

  private static final String PINNED = "schemathesis==4.32.5";

  /** What it may not ask, or not check, and why. */
  private static final List<String> LEFT_OUT =
      List.of(
          // What it opens or holds open by hand has the service refuse all the rest.
          "--exclude-path-regex=/circuit-breaker/.+/.+",
          // What its schema allows may be refused all the same, and no schema can say when: 412
          // where a condition does not hold, 400 for conditions that exclude each other and for an
          // id or token that was not signed here.
          "--exclude-checks=positive_data_acceptance");

  @TempDir Path folder;

  @Test
  @Tag("long")
  void findsNothing_inFiveMinutesForEachService() throws Exception {
    findsNothing(300);
  }

  private void findsNothing(int seconds) throws Exception {
    assumeThat(Tool.isThere("python3")).as("SKIPPED without python3 and its venv").isTrue();
    Path tool = installed();
    try (UpCluster cluster = UpCluster.start(folder)) {
      for (int usual : List.of(5001, 5002)) {
        List<String> command = new ArrayList<>();
        command.add(tool.toString());
        command.addAll(List.of("run", "--checks=all", "--continue-on-failure", "--no-color"));
        command.addAll(List.of("--max-time=" + seconds, "--generation-database=none"));
        // Slow generation on a busy machine is no find.
        command.addAll(List.of("--suppress-health-check=all", "--seed=1", "--warnings=off"));
        command.addAll(LEFT_OUT);
        command.add("http://localhost:" + cluster.port(usual) + "/openapi.json");
        Tool.Said said = Tool.run(folder, command);
        assertThat(said.status()).as(said.text()).isZero();
      }
    }
  }

  /** In a folder that the next run finds again. */
  private Path installed() throws IOException, InterruptedException {
    Path home = Path.of("target", "schemathesis").toAbsolutePath();
    Path tool = home.resolve("bin/schemathesis");
    if (!Files.exists(tool)) {
      Tool.mustRun(folder, List.of("python3", "-m", "venv", home.toString()));
      Tool.mustRun(
          folder, List.of(home.resolve("bin/pip").toString(), "install", "--quiet", PINNED));
    }
    return tool;
  }
}
