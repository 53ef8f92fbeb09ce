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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/**
 * A cluster that another process keeps running. It is found by a small file beside the data, whose
 * name is its port base and whose text the pid of its launcher; a file left by a crash counts as
 * none.
 *
 * @param portBase its first port, where the console listens
 * @param pid of its launcher
 */
public record Running(int portBase, long pid) {

  private static final String PREFIX = "running-";

  private static final String START =
      "; start one with ./cap up, or wait until the one that is starting prints its addresses";

  /** Restarting a service may take its time; nothing else does. */
  private static final Duration ANSWER = Duration.ofSeconds(90);

  /** Leaves the note by which others find this process's cluster, until it ends. */
  public static void announce(Path data, Ports ports) {
    Path note = data.resolve(PREFIX + ports.base());
    try {
      Files.createDirectories(data);
      Files.writeString(note, Long.toString(ProcessHandle.current().pid()));
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

  /** Sends a command and returns the state after it. */
  public Status send(ControlCommand command) {
    String body = LabJson.MAPPER.writeValueAsString(CommandJson.of(command));
    HttpRequest request =
        Http.to(portBase, "/order", ANSWER)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> response = Http.send(request).join();
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
      int base = Integer.parseInt(note.getFileName().toString().substring(PREFIX.length()));
      return ProcessHandle.of(Long.parseLong(Files.readString(note).strip()))
          .filter(ProcessHandle::isAlive)
          .map(process -> new Running(base, process.pid()));
    } catch (IOException | NumberFormatException gone) {
      return Optional.empty();
    }
  }
}
