package caplab.lab.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import caplab.access.ApiToken;
import caplab.access.Role;
import caplab.lab.readme.UpCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Schemathesis makes requests out of what both services say of themselves, right ones and wrong
 * ones, and holds the answers against it, with all its checks.
 */
class SchemathesisTest {

  private static final String PINNED = "schemathesis==4.32.5";

  /** What it opens or holds open by hand has the service refuse all the rest. */
  private static final String NOT_ASKED = "--exclude-path-regex=/circuit-breaker/.+/.+";

  /**
   * What its schema allows may be refused all the same, and no schema can say when: 412 where a
   * condition does not hold, 400 for conditions that exclude each other and for an id or token that
   * was not signed here.
   */
  private static final String NOT_CHECKED = "--exclude-checks=positive_data_acceptance";

  /**
   * Nor that wrong tokens are 401 every time, as who shows one after the other is slowed (429); nor
   * that a request without one is, as its address may have asked too much; nor that nobody is told
   * which methods a probe has.
   */
  private static final String NOT_CHECKED_OF_ACCESS =
      NOT_CHECKED + ",ignored_auth,missing_required_header,unsupported_method";

  /** What it takes for a fault by itself, and is none. */
  private static final String NO_FAULTS =
      """
      # 503 and 504 are how a service says that its nodes are too slow, as on a busy machine, each
      # in the shape described; every other 5xx stays a fault.
      [checks.not_a_server_error]
      expected-statuses = ["2xx", "3xx", "4xx", 503, 504]

      # What is too long is refused as that, before it is found to be wrong as well; and before all
      # that, who may not ask, or asked too much.
      [checks.negative_data_rejection]
      expected-statuses = [400, 401, 403, 404, 405, 406, 413, 414, 415, 422, 429, 431, "5xx"]
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
    findsNothing("--max-time=15", "--generation-deterministic", "--max-examples=3");
  }

  /** As nobody, as one who may read alone, and as one who may write but soon asked too much. */
  @Test
  void findsNothing_whereTokensAreAskedFor_andLimitsAreHeld() throws Exception {
    ApiToken.Made reader = made(Role.READER);
    ApiToken.Made writer = made(Role.WRITER);
    Map<String, String> settings =
        Map.of(
            "API_TOKENS",
            reader.kept().line() + "," + writer.kept().line(),
            "RATE_LIMIT",
            "20/second,600/minute");
    Path tool = installed();
    try (UpCluster cluster = UpCluster.start(folder, settings)) {
      for (int usual : List.of(5001, 5002)) {
        Path description = description(cluster.port(usual), reader);
        for (String who : List.of("", reader.token(), writer.token())) {
          List<String> asked = new ArrayList<>(List.of(description.toString()));
          asked.add("--url=http://localhost:" + cluster.port(usual));
          asked.addAll(List.of("--max-time=8", "--generation-deterministic", "--max-examples=2"));
          if (!who.isEmpty()) {
            asked.add("--header=Authorization: Bearer " + who);
          }
          asked.add(NOT_CHECKED_OF_ACCESS);
          findsNothing(tool, asked);
        }
      }
    }
  }

  private static ApiToken.Made made(Role role) {
    return ApiToken.make(new SecureRandom(), role, Optional.empty(), Optional.empty());
  }

  /** What a service says of itself; nobody is told without a token. */
  private Path description(int port, ApiToken.Made asks) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/openapi.json"))
            .header("Authorization", "Bearer " + asks.token())
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> told = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(told.body()).contains("\"401\"", "\"403\"", "\"429\"");
      return Files.writeString(folder.resolve("openapi-" + port + ".json"), told.body());
    }
  }

  private void findsNothing(String... howMuch) throws Exception {
    Path tool = installed();
    try (UpCluster cluster = UpCluster.start(folder)) {
      for (int usual : List.of(5001, 5002)) {
        List<String> asked = new ArrayList<>(List.of(howMuch));
        asked.addAll(
            List.of(NOT_CHECKED, "http://localhost:" + cluster.port(usual) + "/openapi.json"));
        findsNothing(tool, asked);
      }
    }
  }

  private void findsNothing(Path tool, List<String> asked) throws Exception {
    Path config = Files.writeString(folder.resolve("schemathesis.toml"), NO_FAULTS);
    List<String> command = new ArrayList<>();
    command.addAll(List.of(tool.toString(), "--config-file=" + config));
    command.addAll(List.of("run", "--checks=all", "--continue-on-failure", "--no-color"));
    // Slow generation on a busy machine is no find.
    command.addAll(List.of("--suppress-health-check=all", "--warnings=off"));
    command.add(NOT_ASKED);
    command.addAll(asked);
    Tool.Said said = Tool.run(folder, command);
    assertThat(said.status()).as(said.text()).isZero();
  }

  /** In a folder that the next run finds again. */
  private Path installed() throws IOException, InterruptedException {
    assumeThat(Tool.isThere("python3")).as("SKIPPED without python3 and its venv").isTrue();
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
