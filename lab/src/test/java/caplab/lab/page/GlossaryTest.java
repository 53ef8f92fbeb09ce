package caplab.lab.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GlossaryTest {

  private static final Pattern USED = Pattern.compile("data-term=\"([^\"]+)\"|term\\('([^']+)'");

  @Test
  void showsWhatTheGlossarySays_asPlainText() {
    assertThat(Glossary.read("# Words\n\nText.\n\n### Heal\nThe *end* of a [cut](#cut):\n`now`.\n"))
        .containsOnlyKeys("heal")
        .containsValue("The end of a cut: now.");
    assertThat(Glossary.words()).containsKeys("quorum", "sibling", "staleness bound", "zone");
  }

  @Test
  void everyWordThatAPageExplains_isInTheGlossary() throws IOException {
    Set<String> used = new TreeSet<>();
    Path pages = Path.of("src/main/resources/caplab/lab").toAbsolutePath();
    try (Stream<Path> files = Files.walk(pages)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        for (MatchResult found : USED.matcher(Files.readString(file)).results().toList()) {
          used.add(found.group(1) == null ? found.group(2) : found.group(1));
        }
      }
    }
    assertThat(used).isNotEmpty().isSubsetOf(Glossary.words().keySet());
  }
}
