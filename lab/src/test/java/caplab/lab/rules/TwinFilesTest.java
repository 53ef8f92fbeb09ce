package caplab.lab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Where the two services do the same, the same files do it: {@code docs/twins} shows what is left
 * as the tradeoff. Elsewhere each service has its own words.
 */
class TwinFilesTest {

  private record Printed(int status, String text) {}

  @Test
  void theDiffOfTheTwins_showsBothSidesOfTheTradeoff_andHowMuchAgrees() throws Exception {
    Printed all = twins();
    assertThat(all.status()).isZero();
    assertThat(all.text())
        .contains("--- app-cp/src/main/java/caplab/cp/CpRoutes.java")
        .contains("+++ app-ap/src/main/java/caplab/ap/shell/ApRegister.java")
        .contains("+++ app-ap/src/main/java/caplab/ap/core/Write.java")
        .doesNotContain("Only in")
        .containsPattern("(?m)^[0-9]+ of [0-9]+ lines agree: [0-9]+ %$");
    Printed conditions = twins("Conditions");
    assertThat(conditions.status()).isZero();
    assertThat(conditions.text())
        .containsPattern("(?m)^-.*If-Match")
        .containsPattern("(?m)^\\+.*max_staleness_ms");
  }

  @Test
  void saysWhichPartIsMissing() throws Exception {
    Printed none = twins("Nonsense");
    assertThat(none.status()).isEqualTo(64);
    assertThat(none.text()).contains("app-cp has no part named Nonsense");
  }

  @Test
  void readmeAndContributing_nameTheCommand() throws IOException {
    for (String page : List.of("README.md", "CONTRIBUTING.md")) {
      assertThat(Files.readString(root().resolve(page))).as(page).contains("`docs/twins`");
    }
  }

  private static Printed twins(String... parts) throws IOException, InterruptedException {
    List<String> command = Stream.concat(Stream.of("docs/twins"), Stream.of(parts)).toList();
    Process process =
        new ProcessBuilder(command).directory(root().toFile()).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Printed(process.waitFor(), text);
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("app-cp")) ? here : here.getParent();
  }
}
