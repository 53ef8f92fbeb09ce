package caplab.lab.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Someone who types what a section of the README shows after {@code $} into a shell, and compares
 * the answers with those printed there: {@code …} stands for anything.
 *
 * @param environment of the shell
 * @param translation from the command printed to the one typed
 */
public record Tour(Map<String, String> environment, UnaryOperator<String> translation) {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * Types all of it, in order. A command with an answer is typed again until it is given; one
   * without must end with exit status 0.
   */
  public void take(String section) {
    List<Readme.Command> commands = Readme.load().commands(section);
    assertThat(commands).hasSizeGreaterThanOrEqualTo(5);
    for (Readme.Command command : commands) {
      String line = translation.apply(command.line());
      if (command.answers().isEmpty()) {
        Said said = type(line);
        assertThat(said.status()).as("%s%n%s", line, said.text()).isZero();
      } else {
        Pattern expected = pattern(String.join("\n", command.answers()));
        await(command.line())
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(200))
            .untilAsserted(() -> assertThat(type(line).text()).matches(expected));
      }
    }
  }

  /** What a command printed and how it ended. */
  private record Said(int status, String text) {}

  private Said type(String line) {
    ProcessBuilder shell = new ProcessBuilder("bash", "-c", line);
    shell.directory(Readme.root().toFile()).redirectErrorStream(true);
    shell.environment().putAll(environment);
    try {
      Process process = shell.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Said(process.waitFor(), said.strip());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(stopped);
    }
  }

  /** A text in which {@code …} stands for anything. */
  public static Pattern pattern(String printed) {
    StringBuilder regex = new StringBuilder();
    for (String part : printed.split("…", -1)) {
      regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
