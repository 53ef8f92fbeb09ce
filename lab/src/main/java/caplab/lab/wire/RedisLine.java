package caplab.lab.wire;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** A command of Redis typed by hand, past all services. */
public final class RedisLine {

  /** In the clear, to a server that asks nobody who he is. */
  public static final RedisLine PLAIN = new RedisLine(Optional.empty(), Optional.empty());

  private final Optional<SSLContext> trust;
  private final Optional<String> login;

  private RedisLine(Optional<SSLContext> trust, Optional<String> login) {
    this.trust = trust;
    this.login = login;
  }

  /** Over TLS, to a server that this client trusts, as one of its users. */
  public static RedisLine locked(SSLContext trust, String user, String password) {
    return new RedisLine(Optional.of(trust), Optional.of("AUTH " + user + " " + password));
  }

  private interface Reading<T> {
    T of(BufferedReader answer) throws IOException;
  }

  /** The first line of the answer; empty if there is none in time. */
  public Optional<String> say(InetSocketAddress node, String command, Duration patience) {
    return ask(node, command, patience, answer -> Optional.ofNullable(answer.readLine()));
  }

  /** A section of {@code INFO}; empty if the server does not answer with that in time. */
  public Optional<Map<String, String>> info(
      InetSocketAddress node, String section, Duration patience) {
    return ask(node, "INFO " + section, patience, RedisLine::bulk);
  }

  private <T> Optional<T> ask(
      InetSocketAddress node, String command, Duration patience, Reading<Optional<T>> reading) {
    try (Socket socket = connect(node, (int) patience.toMillis())) {
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      if (login.isPresent()) {
        send(socket, login.get());
        answer.readLine();
      }
      send(socket, command);
      return reading.of(answer);
    } catch (IOException silent) {
      return Optional.empty();
    }
  }

  private Socket connect(InetSocketAddress node, int patienceMs) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(node, patienceMs);
      socket.setSoTimeout(patienceMs);
      return trust.isEmpty()
          ? socket
          : trust
              .get()
              .getSocketFactory()
              .createSocket(socket, node.getHostString(), node.getPort(), true);
    } catch (IOException silent) {
      socket.close();
      throw silent;
    }
  }

  private static void send(Socket socket, String command) throws IOException {
    socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  private static Optional<Map<String, String>> bulk(BufferedReader answer) throws IOException {
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
  }
}
