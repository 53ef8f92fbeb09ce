package caplab.lab.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import caplab.lab.readme.UpCluster;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Others' rules hold for what both services say of themselves, and others' types come of it. */
@Tag("long")
class GeneratorsTest {

  private static final String REDOCLY = "@redocly/cli@2.77.0";
  private static final String TYPESCRIPT = "openapi-typescript@7.13.0";

  /** An answer to GET, POST, PUT or DELETE of which TypeScript knows no body. */
  private static final Pattern NO_BODY =
      Pattern.compile(
          "^            (\\d{3}): \\{(?s:(?!^            \\}).)*?content\\?: never;",
          Pattern.MULTILINE);

  @TempDir Path folder;

  @Test
  void lintsCleanly_andHasATypeForEveryAnswer() throws Exception {
    assumeThat(Tool.isThere("npx")).as("SKIPPED without npx").isTrue();
    try (UpCluster cluster = UpCluster.start(folder)) {
      for (int usual : List.of(5001, 5002)) {
        Path description = folder.resolve(usual + ".json");
        URI uri = URI.create("http://localhost:" + cluster.port(usual) + "/openapi.json");
        try (HttpClient client = HttpClient.newHttpClient()) {
          client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofFile(description));
        }
        npx(REDOCLY, "lint", description.toString());
        Path types = folder.resolve(usual + ".ts");
        npx(TYPESCRIPT, description.toString(), "--output", types.toString());
        assertThat(withoutBody(Files.readString(types))).isSubsetOf("304");
      }
    }
  }

  private static List<String> withoutBody(String types) {
    String asked = types.replaceAll("(?ms)^    head_\\w+: \\{.*?^    \\};", "");
    return NO_BODY.matcher(asked).results().map(found -> found.group(1)).distinct().toList();
  }

  private void npx(String... command) throws Exception {
    List<String> words = new ArrayList<>(List.of("npx", "--yes"));
    words.addAll(List.of(command));
    Tool.mustRun(folder, words);
  }
}
