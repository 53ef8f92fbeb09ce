package caplab.lab.bench;

import caplab.lab.model.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Programs that are run to their end, which comes with ours at the latest. */
final class Tool {

  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Thread lastResort = new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "end-of-tools");
    Runtime.getRuntime().addShutdownHook(lastResort);
  }

  private Tool() {}

  /**
   * Finds a program.
   *
   * @param searchPath as in the environment variable PATH
   */
  static Optional<Path> find(String name, String searchPath) {
    return Pattern.compile(":")
        .splitAsStream(searchPath)
        .filter(directory -> !directory.isBlank())
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * What it says until it ends.
   *
   * @throws UserError if it ends with another status than 0
   */
  static String said(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      RUNNING.add(process);
      try {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
          throw UserError.now(command.getFirst() + " failed: " + lastLine(said));
        }
        return said;
      } finally {
        RUNNING.remove(process);
        process.destroyForcibly();
      }
    } catch (IOException unusable) {
      throw new UncheckedIOException("cannot run " + command.getFirst(), unusable);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw UserError.now("stopped while " + command.getFirst() + " ran");
    }
  }

  static String lastLine(String said) {
    return said.lines().reduce((before, line) -> line).orElse("it said nothing");
  }
}
