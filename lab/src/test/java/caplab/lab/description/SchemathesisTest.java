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

  /** What it takes for a fault by itself, and is none. */
  private static final String NO_FAULTS =
      """
      # 503 and 504 are how a service says that its nodes are too slow, as on a busy machine, each
      # in the shape described; every other 5xx stays a fault.
      [checks.not_a_server_error]
      expected-statuses = ["2xx", "3xx", "4xx", 503, 504]

      # What is too long is refused as that, before it is found to be wrong as well.
      [checks.negative_data_rejection]
      expected-statuses = [400, 404, 405, 406, 413, 414, 415, 422, 431, "5xx"]
      """;

  @TempDir Path folder;

  @Test
  @Tag("long")
  void findsNothing_inFiveMinutesForEachService() throws Exception {
    findsNothing("--max-time=300", "--seed=1", "--generation-database=none");
  }

  /** The same few hundred requests every time, so that a fault comes from the change at hand. */
  @Test
  void findsNothing_inWhatItAsksFirst() throws Exception {
    findsNothing("--max-time=25", "--generation-deterministic", "--max-examples=5");
  }

  private void findsNothing(String... howMuch) throws Exception {
    assumeThat(Tool.isThere("python3")).as("SKIPPED without python3 and its venv").isTrue();
    Path tool = installed();
    Path config = Files.writeString(folder.resolve("schemathesis.toml"), NO_FAULTS);
    try (UpCluster cluster = UpCluster.start(folder)) {
      for (int usual : List.of(5001, 5002)) {
        List<String> command = new ArrayList<>();
        command.addAll(List.of(tool.toString(), "--config-file=" + config));
        command.addAll(List.of("run", "--checks=all", "--continue-on-failure", "--no-color"));
        // Slow generation on a busy machine is no find.
        command.addAll(List.of("--suppress-health-check=all", "--warnings=off"));
        command.addAll(List.of(howMuch));
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
      String pip = home.resolve("bin/pip").toString();
      Tool.Said said = Tool.run(folder, List.of(pip, "install", "--quiet", PINNED));
      assumeThat(said.status()).as("SKIPPED without %s of PyPI: %s", PINNED, said.text()).isZero();
    }
    return tool;
  }
}
