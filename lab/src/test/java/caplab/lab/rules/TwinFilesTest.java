package caplab.lab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where the two services do the same, the same files do it, so that a diff of them is the tradeoff.
 * Elsewhere each service has its own words.
 */
class TwinFilesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Main",
        "Config",
        "Routes",
        "Conditions",
        "Answers",
        "Health",
        "Metrics",
        "Register",
        "Healing"
      })
  void shellsHaveTheSameParts(String part) {
    assertThat(source("cp", "Cp" + part)).isRegularFile();
    assertThat(source("ap", "Ap" + part)).isRegularFile();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Read", "Write", "Request", "Reply", "Outcome"})
  void coresHaveTheSameParts(String part) {
    assertThat(source("cp", "core/" + part)).isRegularFile();
    assertThat(source("ap", "core/" + part)).isRegularFile();
  }

  private static Path source(String service, String name) {
    Path sources = root().resolve("app-" + service).resolve("src/main/java/caplab");
    return sources.resolve(service).resolve(name + ".java");
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("app-cp")) ? here : here.getParent();
  }
}
