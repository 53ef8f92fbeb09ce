package caplab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./cap} where people put it: what was built is found again, without another build. */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class CapScriptTest {

  private static final Path ROOT = root();

  @TempDir Path folder;

  /** A command that ended. */
  private record Ended(int status, String said) {}

  @BeforeAll
  static void builds() throws Exception {
    assertThat(run(ROOT, "C.UTF-8", ROOT.resolve("cap").toString(), "help").status()).isZero();
  }

  @Test
  void works_throughASymbolicLink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), ROOT.resolve("cap"));
    lists(run(folder, "C.UTF-8", link.toString(), "list"));
  }

  @Test
  void works_whereTheCheckoutWasMovedToAfterItWasBuilt() throws Exception {
    lists(run(folder, "C.UTF-8", copied("moved").toString(), "list"));
  }

  @Test
  void works_belowAFolderThatIsNotAscii_inThePosixLocale() throws Exception {
    copied("plain");
    // The name is the shell's, as this JVM may have no word for it either.
    String script = "mv plain $'\\303\\274' && exec $'\\303\\274/cap' list";
    lists(run(folder, "POSIX", "bash", "-c", script));
  }

  private static void lists(Ended ended) {
    assertThat(ended.said()).contains("E04").doesNotContain("building");
    assertThat(ended.status()).isZero();
  }

  /** The script with what was built, and with nothing that it could build anew. */
  private Path copied(String name) throws Exception {
    Path checkout = folder.resolve(name);
    Files.createDirectories(checkout.resolve("lab/target"));
    Files.createDirectories(checkout.resolve("lab/src/main"));
    for (String each :
        List.of("cap", ".mvn", "deploy", "pom.xml", "lab/pom.xml", "lab/target/cap")) {
      String from = ROOT.resolve(each).toString();
      assertThat(run(ROOT, "C.UTF-8", "cp", "-a", from, checkout.resolve(each).toString()).status())
          .isZero();
    }
    try (Stream<Path> sources = Files.walk(checkout.resolve("lab/src"))) {
      sources.forEach(each -> each.toFile().setLastModified(0));
    }
    return checkout.resolve("cap");
  }

  private static Ended run(Path directory, String locale, String... words)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(words).directory(directory.toFile());
    builder.environment().put("LC_ALL", locale);
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), said.strip());
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("redis/redis.conf")) ? here : here.getParent();
  }
}
