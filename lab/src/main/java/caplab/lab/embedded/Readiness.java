package caplab.lab.embedded;

import caplab.lab.model.UserError;
import caplab.lab.wire.Http;
import caplab.lab.wire.Patience;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** Waits until a process that was started can be used, or says why it will not be. */
final class Readiness {

  private static final int ANSWER_MS = 1000;

  private Readiness() {}

  /** Waits for a node to answer PING, that is: until it has loaded its data. */
  static void awaitNode(ManagedProcess node, Duration within) {
    await(node, within, each -> say(each.port(), "PING").equals("+PONG"));
  }

  /** Waits for a service to answer {@code path} with 200. */
  static void awaitService(ManagedProcess service, String path, Duration within) {
    await(service, within, each -> answers(each.port(), path));
  }

  /** Whether this path answers 200 now. */
  static boolean answers(int port, String path) {
    return Http.look(port, path).join().filter(it -> it.statusCode() == 200).isPresent();
  }

  private static void await(
      ManagedProcess process, Duration within, Predicate<ManagedProcess> usable) {
    boolean inTime =
        Patience.until(
            within,
            () -> {
              if (process.state() == ManagedProcess.State.DEAD) {
                throw UserError.now(
                    process.name() + " ended while starting: " + lastWords(process));
              }
              return usable.test(process);
            });
    if (!inTime) {
      throw UserError.now(
          process.name()
              + " is not ready after "
              + within.toSeconds()
              + " s; its log is "
              + process.log());
    }
  }

  /** The first line that a Redis server answers to an inline command; empty if it does not. */
  static String say(int port, String command) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(ANSWER_MS);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      String line =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      return line == null ? "" : line;
    } catch (IOException silent) {
      return "";
    }
  }

  private static String lastWords(ManagedProcess process) {
    try {
      List<String> lines = Files.readAllLines(process.log());
      return lines.isEmpty() ? "it said nothing" : lines.getLast();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
