package caplab.lab.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Someone who types what a section of a page shows after {@code $} into a shell, and compares the
 * answers with those printed there: {@code …} stands for anything.
 *
 * @param environment of the shell
 * @param translation from the command printed to the one typed
 */
public record Tour(Map<String, String> environment, UnaryOperator<String> translation) {

  /** What ends with a verdict. */
  private static final String JUDGES = "\\./cap (demo|run|check)\\b.*";

  /**
   * Types all of it, in order, each command once. One with an answer must give it, one without must
   * end with exit status 0; what gives a verdict and cannot tell is played again.
   *
   * @param page from the root of the project: {@code README.md}
   * @param section the marker that it begins with
   * @return the commands that could not tell, with what they said; for {@link Replay}
   */
  public List<String> take(String page, String section) {
    List<Readme.Command> commands = Readme.page(page).commands(section);
    assertThat(commands).hasSizeGreaterThanOrEqualTo(2);
    return take(commands);
  }

  /** The same with commands from elsewhere. */
  List<String> take(List<Readme.Command> commands) {
    List<String> undecided = new ArrayList<>();
    for (Readme.Command command : commands) {
      String line = translation.apply(command.line());
      if (!command.answers().isEmpty()) {
        Pattern expected = pattern(String.join("\n", command.answers()));
        assertThat(type(line).text()).as(line).matches(expected);
        continue;
      }
      boolean judges = command.line().matches(JUDGES);
      Said said = Replay.played(() -> type(line), it -> judges ? it.status() : 0);
      String told = "%s%n%s".formatted(line, said.text());
      if (judges && said.status() == Replay.UNDECIDED) {
        undecided.add(told);
      } else {
        assertThat(said.status()).as(told).isZero();
      }
    }
    return undecided;
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
