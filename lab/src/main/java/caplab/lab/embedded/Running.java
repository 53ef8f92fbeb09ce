package caplab.lab.embedded;

import caplab.lab.model.CommandJson;
import caplab.lab.model.ControlCommand;
import caplab.lab.model.Status;
import caplab.lab.model.UserError;
import caplab.lab.wire.Http;
import caplab.lab.wire.LabJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * A cluster that another process keeps running. It is found by a small file beside the data, whose
 * name is its port base and whose lines are the pid of its launcher and, if it is locked, where its
 * keys are; a file left by a crash counts as none.
 *
 * @param portBase its first port, where the console listens
 * @param pid of its launcher
 * @param lock where the keys are; empty if it lets anybody in
 */
public record Running(int portBase, long pid, Optional<Path> lock) {

  private static final String PREFIX = "running-";

  private static final String START =
      "; start one with ./cap up, or wait until the one that is starting prints its addresses";

  /** Restarting a service may take its time; nothing else does. */
  private static final Duration ANSWER = Duration.ofSeconds(90);

  /** The cluster of this process. */
  public static Running of(Setup setup) {
    return new Running(
        setup.ports().base(), ProcessHandle.current().pid(), setup.lock().map(Lock::folder));
  }

  /** Leaves the note by which others find this process's cluster, until it ends. */
  public void announce(Path data) {
    Path note = data.resolve(PREFIX + portBase);
    List<String> lines = new ArrayList<>(List.of(Long.toString(pid)));
    lock.ifPresent(keys -> lines.add(keys.toString()));
    try {
      Files.createDirectories(data);
      Files.write(note, lines);
      note.toFile().deleteOnExit();
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  /**
   * The cluster that runs.
   *
   * @param portBase the one that was named, or empty to take the only one there is
   * @throws UserError if none runs, or several do and none was named
   */
  public static Running find(Path data, Optional<Integer> portBase) {
    List<Running> alive = all(data);
    if (portBase.isPresent()) {
      return alive.stream()
          .filter(each -> each.portBase() == portBase.get())
          .findFirst()
          .orElseThrow(
              () -> UserError.now("no cluster runs at --port-base " + portBase.get() + START));
    }
    return switch (alive.size()) {
      case 0 -> throw UserError.now("no cluster is running" + START);
      case 1 -> alive.getFirst();
      default ->
          throw UserError.now(
              "several clusters run; name one with --port-base: "
                  + alive.stream().map(Running::portBase).toList());
    };
  }

  /** Every cluster whose launcher lives. */
  public static List<Running> all(Path data) {
    if (!Files.isDirectory(data)) {
      return List.of();
    }
    try (Stream<Path> notes = Files.list(data)) {
      return notes
          .filter(note -> note.getFileName().toString().startsWith(PREFIX))
          .flatMap(note -> alive(note).stream())
          .sorted(Comparator.comparing(Running::portBase))
          .toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** How its services are asked. */
  public Http services() {
    return lock.map(Lock::services).orElse(Http.PLAIN);
  }

  /** Sends a command and returns the state after it. */
  public Status send(ControlCommand command) {
    String body = LabJson.MAPPER.writeValueAsString(CommandJson.of(command));
    HttpRequest request =
        Http.PLAIN
            .to(portBase, "/order", ANSWER)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = Http.PLAIN.send(request).join();
      return switch (response.statusCode()) {
        case 200 -> LabJson.MAPPER.readValue(response.body(), Status.class);
        case 400 -> throw UserError.usage(error(response));
        default -> throw UserError.now(error(response));
      };
    } catch (CompletionException silent) {
      throw UserError.now(
          "the cluster at port " + portBase + " does not answer: " + silent.getCause());
    }
  }

  private static String error(HttpResponse<String> response) {
    return LabJson.MAPPER.readTree(response.body()).path("error").asString(response.body());
  }

  private static Optional<Running> alive(Path note) {
    try {
      List<String> lines = Files.readAllLines(note);
      int base = Integer.parseInt(note.getFileName().toString().substring(PREFIX.length()));
      Optional<Path> lock = lines.stream().skip(1).findFirst().map(Path::of);
      return ProcessHandle.of(Long.parseLong(lines.isEmpty() ? "" : lines.getFirst()))
          .filter(ProcessHandle::isAlive)
          .map(process -> new Running(base, process.pid(), lock));
    } catch (IOException | NumberFormatException gone) {
      return Optional.empty();
    }
  }
}
