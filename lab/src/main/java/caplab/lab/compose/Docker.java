package caplab.lab.compose;

import caplab.lab.model.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The program {@code docker}, as a person would call it.
 *
 * @param directory where it is called
 * @param environment of the call, on top of this process's own
 */
record Docker(Path directory, Map<String, String> environment) {

  /** Anything but a build or a start. */
  private static final Duration SOON = Duration.ofSeconds(60);

  private static final int COULD_NOT_BE_STARTED = 127;

  /** How a call ended. */
  record Said(int status, String out, String err) {

    boolean ok() {
      return status == 0;
    }

    /** What people are told of a failure: the last line. */
    String complaint() {
      String text = err.isBlank() ? out : err;
      return text.isBlank() ? "exit status " + status : text.lines().toList().getLast().strip();
    }
  }

  static Docker in(Path directory) {
    return new Docker(directory, Map.of());
  }

  Docker with(Map<String, String> variables) {
    return new Docker(directory, variables);
  }

  /**
   * A call that must succeed; returns what it printed.
   *
   * @throws UserError in one line if it fails, or if there is no docker
   */
  String run(String... arguments) {
    return run(SOON, "", List.of(arguments));
  }

  /** The same, given its time and something to read. */
  String run(Duration within, String input, List<String> arguments) {
    Said said = attempt(within, input, arguments);
    if (said.status() == COULD_NOT_BE_STARTED) {
      throw UserError.now("the program docker is missing: install Docker Engine with Compose v2");
    }
    if (!said.ok()) {
      throw UserError.now("docker " + brief(arguments) + ": " + said.complaint());
    }
    return said.out().strip();
  }

  /** A call that may fail. */
  Said attempt(String... arguments) {
    return attempt(SOON, "", List.of(arguments));
  }

  /** The same, given its time and something to read. */
  Said attempt(Duration within, String input, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    Process process;
    try {
      process = builder.start();
    } catch (IOException missing) {
      return new Said(COULD_NOT_BE_STARTED, "", "docker: " + missing.getMessage());
    }
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletableFuture<String> out = text(process.getInputStream(), readers);
      CompletableFuture<String> err = text(process.getErrorStream(), readers);
      feed(process, input);
      boolean ended = process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.destroyForcibly();
        throw UserError.now(
            "docker " + brief(arguments) + " takes over " + within.toSeconds() + " s");
      }
      return new Said(process.exitValue(), out.join(), err.join());
    } catch (InterruptedException stopped) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw UserError.now("stopped while waiting for docker");
    }
  }

  private static CompletableFuture<String> text(InputStream stream, ExecutorService readers) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException ended) {
            return "";
          }
        },
        readers);
  }

  private static void feed(Process process, String input) {
    try (OutputStream stream = process.getOutputStream()) {
      stream.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException ended) {
      // It did not want to read, and its exit status says why.
      if (!input.isEmpty() && process.isAlive()) {
        throw new UncheckedIOException(ended);
      }
    }
  }

  /** Enough of a call to tell which it was. */
  private static String brief(List<String> arguments) {
    return String.join(" ", arguments.subList(0, Math.min(2, arguments.size())));
  }
}
