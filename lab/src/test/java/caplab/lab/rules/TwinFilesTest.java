package caplab.lab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The two services are the same files in the same order, so that a diff of them is the tradeoff;
 * predicting staleness is app-ap's alone.
 */
class TwinFilesTest {

  @Test
  void bothServicesHaveTheSameFiles_moduloTheirName() throws IOException {
    assertThat(files("app-cp", "cp", "Cp")).isEqualTo(files("app-ap", "ap", "Ap"));
  }

  private static List<String> files(String module, String folder, String prefix)
      throws IOException {
    Path sources = root().resolve(module).resolve("src/main");
    try (Stream<Path> all = Files.walk(sources)) {
      return all.filter(Files::isRegularFile)
          .map(file -> sources.relativize(file).toString())
          .map(name -> name.replace("caplab/" + folder + "/", "caplab/xx/"))
          .map(name -> name.replace("/" + prefix, "/Xx"))
          .filter(name -> !name.contains("/pbs/"))
          .sorted()
          .toList();
    }
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("app-cp")) ? here : here.getParent();
  }
}
