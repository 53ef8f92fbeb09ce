package caplab.lab.embedded;

import caplab.lab.model.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that cannot outlive this one. A small shell stands between: it starts the program in a
 * process group of its own (so that Ctrl-C reaches only us, and we end things in order), tells us
 * its pid, and kills the program when its own standard input ends, which happens however we end,
 * kill -9 included. It ends with the program: later the pid may be somebody else's.
 */
final class Child {

  private static final String GUARD =
      """
      set -m
      trap : INT TERM HUP
      log=$1; shift
      "$@" </dev/null >>"$log" 2>&1 &
      child=$!
      set +m
      trap '' INT TERM HUP
      echo "$child"
      exec >/dev/null 2>&1
      { while read -r line; do :; done; kill -KILL "$child"; } <&0 &
      wait "$child"
      kill -KILL $!
      """;

  private final Process guard;
  private final ProcessHandle program;

  private Child(Process guard, ProcessHandle program) {
    this.guard = guard;
    this.program = program;
  }

  /** Starts a program whose output is appended to {@code log}. */
  static Child start(
      List<String> command, Map<String, String> environment, Path directory, Path log) {
    List<String> guarded = new ArrayList<>(List.of("bash", "-c", GUARD, "guard", log.toString()));
    guarded.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(guarded).directory(directory.toFile());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    try {
      Process guard = builder.start();
      BufferedReader said = guard.inputReader();
      String pid = said.readLine();
      return new Child(guard, find(pid).orElseThrow(() -> ended(command, log)));
    } catch (IOException impossible) {
      throw new UncheckedIOException("cannot start " + command.getFirst(), impossible);
    }
  }

  long pid() {
    return program.pid();
  }

  boolean isAlive() {
    return program.isAlive();
  }

  /** Asks it to end, waits, and kills it when it does not within {@code graceMs}. */
  void stop(long graceMs) {
    program.destroy();
    if (!ends(graceMs)) {
      kill();
    }
  }

  /** Ends it without any warning, as a crash would, and waits until it is gone. */
  void kill() {
    program.destroyForcibly();
    ends(TimeUnit.SECONDS.toMillis(10));
  }

  /** Sends {@code STOP} or {@code CONT}. */
  void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether it ends, and its guard with it; killed before, the guard would leave its reader. */
  private boolean ends(long withinMs) {
    try {
      CompletableFuture.allOf(program.onExit(), guard.onExit())
          .get(withinMs, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | java.util.concurrent.ExecutionException late) {
      return !program.isAlive();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Optional<ProcessHandle> find(String pid) {
    return pid == null ? Optional.empty() : ProcessHandle.of(Long.parseLong(pid));
  }

  private static UserError ended(List<String> command, Path log) {
    return UserError.now(command.getFirst() + " ended at once: " + lastWords(log));
  }

  /** The last line of a log. */
  static String lastWords(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return lines.isEmpty() ? "it said nothing" : lines.getLast();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
