package caplab.lab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One name is one thing: whoever reads {@code Refill} need not look up which package is meant. */
class UniqueNamesTest {

  private static final String TWINS = "the same part of both services, in each one's words";

  /** Names that several classes have, and why. */
  private static final Map<String, String> SHARED =
      Map.of(
          "Codec", TWINS,
          "Event", "what a protocol hears; what an operator is told",
          "Outcome", TWINS,
          "Read", TWINS,
          "RedisReplica", TWINS,
          "RedisReply", TWINS,
          "Reply", TWINS + "; and Redis's own, of which theirs are made",
          "Request", TWINS + "; and HTTP's own, of which theirs are made",
          "Write", TWINS);

  @Test
  void noTwoClassesHaveOneName_butThoseOfTheList() throws IOException {
    Map<String, Long> classes = new TreeMap<>();
    for (String module : new String[] {"common", "app-cp", "app-ap", "lab"}) {
      names(module).forEach((name, count) -> classes.merge(name, count, Long::sum));
    }
    classes.remove("package-info");
    classes.values().removeIf(count -> count == 1);
    assertThat(classes.keySet()).containsExactlyInAnyOrderElementsOf(SHARED.keySet());
  }

  private static Map<String, Long> names(String module) throws IOException {
    try (Stream<Path> all = Files.walk(root().resolve(module).resolve("src/main/java"))) {
      return all.map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.replace(".java", ""))
          .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
    }
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("app-cp")) ? here : here.getParent();
  }
}
