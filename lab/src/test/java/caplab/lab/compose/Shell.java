package caplab.lab.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Commands as a person types them in the folder of the project. */
final class Shell {

  private static final long PATIENCE_MIN = 15;

  /** What a command printed and how it ended. */
  record Said(int status, String text) {}

  private Shell() {}

  /** Runs a command that must succeed; returns what it printed. */
  static String run(String... command) {
    return run(Map.of(), command);
  }

  /** The same with variables in its environment. */
  static String run(Map<String, String> environment, String... command) {
    Said said = attempt(environment, command);
    assertThat(said.status()).as("%s%n%s", String.join(" ", command), said.text()).isZero();
    return said.text();
  }

  /** Runs a command that may fail. */
  static Said attempt(String... command) {
    return attempt(Map.of(), command);
  }

  /** The same with variables in its environment. */
  static Said attempt(Map<String, String> environment, String... command) {
    try {
      Path output = Files.createTempFile("compose", ".log");
      ProcessBuilder builder = new ProcessBuilder(List.of(command)).directory(root().toFile());
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!process.waitFor(PATIENCE_MIN, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("hangs: " + String.join(" ", command));
      }
      String text = Files.readString(output).strip();
      Files.delete(output);
      return new Said(process.exitValue(), text);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }

  static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("docker-compose.yml")) ? here : here.getParent();
  }
}
