package caplab.lab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The mutants that {@code ./run_tests.sh mutants} plays still fit the code: each applies, says
 * which rule it breaks, and names tests that exist.
 */
class MutantsTest {

  private static final Pattern HEAD =
      Pattern.compile(
          "Promise: (?:CP|AP|B)-[1-9][0-9]*: [^\\n]+\\nTests: (\\S+) (\\w+(?:,\\w+)*)\\n");

  @Test
  void eachApplies_andNamesARuleAndItsTests() throws Exception {
    List<Path> mutants = mutants();
    assertThat(mutants).isNotEmpty();
    for (Path mutant : mutants) {
      Matcher head = HEAD.matcher(Files.readString(mutant));
      assertThat(head.lookingAt()).as("the head of %s", mutant).isTrue();
      for (String test : head.group(2).split(",")) {
        try (Stream<Path> all = Files.walk(root().resolve(head.group(1)).resolve("src/test"))) {
          assertThat(all).as(mutant.toString()).anyMatch(file -> file.endsWith(test + ".java"));
        }
      }
      Process git =
          new ProcessBuilder("git", "apply", "--check", mutant.toString())
              .directory(root().toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(git.waitFor()).as(said).isZero();
    }
  }

  private static List<Path> mutants() throws IOException {
    try (Stream<Path> all = Files.list(root().resolve("lab/src/test/mutants"))) {
      return all.filter(file -> file.toString().endsWith(".patch")).sorted().toList();
    }
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("app-cp")) ? here : here.getParent();
  }
}
