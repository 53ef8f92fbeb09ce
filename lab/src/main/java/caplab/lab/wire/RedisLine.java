package caplab.lab.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** A command of Redis typed by hand, past all services. */
public final class RedisLine {

  private RedisLine() {}

  /** The first line of the answer; empty if there is none in time. */
  public static Optional<String> say(InetSocketAddress node, String command, Duration patience) {
    int patienceMs = (int) patience.toMillis();
    try (Socket socket = new Socket()) {
      socket.connect(node, patienceMs);
      socket.setSoTimeout(patienceMs);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      InputStreamReader answer =
          new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII);
      return Optional.ofNullable(new BufferedReader(answer).readLine());
    } catch (IOException silent) {
      return Optional.empty();
    }
  }
}
