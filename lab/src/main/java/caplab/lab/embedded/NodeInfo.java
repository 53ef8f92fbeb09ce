package caplab.lab.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a Redis server tells of itself, past all links and services. */
public final class NodeInfo {

  private static final int ANSWER_MS = 1000;

  private NodeInfo() {}

  /** A section of {@code INFO}; empty if it does not answer with that. */
  public static Optional<Map<String, String>> section(int port, String section) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(ANSWER_MS);
      String command = "INFO " + section + "\r\n";
      socket.getOutputStream().write(command.getBytes(StandardCharsets.US_ASCII));
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String head = answer.readLine();
      if (head == null || !head.startsWith("$")) {
        return Optional.empty();
      }
      Map<String, String> info = new HashMap<>();
      int left = Integer.parseInt(head.substring(1));
      while (left > 0) {
        String line = answer.readLine();
        if (line == null) {
          return Optional.empty();
        }
        left -= line.length() + 2;
        int colon = line.indexOf(':');
        if (colon > 0) {
          info.put(line.substring(0, colon), line.substring(colon + 1));
        }
      }
      return Optional.of(info);
    } catch (IOException silent) {
      return Optional.empty();
    }
  }
}
