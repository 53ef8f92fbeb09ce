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
        "shell/Shell",
        "shell/Listener",
        "shell/Register",
        "shell/Healing",
        "shell/Sightings"
      })
  void servicesHaveTheSameParts(String part) {
    assertThat(source("cp", prefixed("Cp", part))).isRegularFile();
    assertThat(source("ap", prefixed("Ap", part))).isRegularFile();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Read", "Write", "Request", "Reply", "Outcome"})
  void coresHaveTheSameParts(String part) {
    assertThat(source("cp", "core/" + part)).isRegularFile();
    assertThat(source("ap", "core/" + part)).isRegularFile();
  }

  private static String prefixed(String prefix, String part) {
    int name = part.lastIndexOf('/') + 1;
    return part.substring(0, name) + prefix + part.substring(name);
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
