package caplab.lab.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out which process listens at a port, by the tools that systems bring along. */
final class PortHolder {

  private static final Pattern LSOF = Pattern.compile("p(\\d+)\\s+c(\\S+)");
  private static final Pattern SS = Pattern.compile("\\(\\(\"([^\"]+)\",pid=(\\d+)");
  private static final long ANSWER_SEC = 5;

  private PortHolder() {}

  /** For people: {@code java (pid 4711)}, or that it cannot be seen. */
  static String describe(int port) {
    return bySs(port).or(() -> byLsof(port)).orElse("a process that this user cannot see");
  }

  private static Optional<String> bySs(int port) {
    Matcher found = SS.matcher(run(List.of("ss", "-Hltnp", "sport = :" + port)));
    return found.find() ? Optional.of(name(found.group(1), found.group(2))) : Optional.empty();
  }

  private static Optional<String> byLsof(int port) {
    Matcher found =
        LSOF.matcher(run(List.of("lsof", "-nP", "-iTCP:" + port, "-sTCP:LISTEN", "-Fpc")));
    return found.find() ? Optional.of(name(found.group(2), found.group(1))) : Optional.empty();
  }

  private static String name(String command, String pid) {
    return command + " (pid " + pid + ")";
  }

  /** What the tool said, or nothing where it does not exist. */
  private static String run(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor(ANSWER_SEC, TimeUnit.SECONDS) ? said : "";
    } catch (IOException missing) {
      return "";
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
