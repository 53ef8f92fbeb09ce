package caplab.lab.compose;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands for a service instance behind the gateway: answers, until one request kills it. */
final class MortalInstance implements AutoCloseable {

  /** The request that it dies with, unanswered. */
  static final String DEADLY = "/write/die/now";

  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger readers = new AtomicInteger();
  private final AtomicInteger writes = new AtomicInteger();
  private final boolean killed;

  /**
   * @param killed whether its connections are reset when it ends, as of one that was killed before
   *     it read all that it was sent; else they are closed in good order
   */
  MortalInstance(boolean killed) throws IOException {
    this.killed = killed;
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** How many connections a read came over. */
  int readers() {
    return readers.get();
  }

  int writes() {
    return writes.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = listener.accept();
        connections.add(connection);
        Thread.ofVirtual().start(() -> serve(connection));
      }
    } catch (IOException dead) {
      connections.clear();
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      InputStream input = new BufferedInputStream(connection.getInputStream());
      boolean read = false;
      for (String head = KeptConnection.head(input);
          !head.isEmpty();
          head = KeptConnection.head(input)) {
        if (head.startsWith("POST")) {
          writes.incrementAndGet();
        }
        if (head.contains(DEADLY)) {
          close();
          return;
        }
        if (head.contains("/read/") && !read) {
          read = true;
          readers.incrementAndGet();
        }
        connection.getOutputStream().write(ANSWER);
      }
    } catch (IOException gone) {
      connections.remove(connection);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket connection : connections) {
      if (killed) {
        connection.setSoLinger(true, 0);
      }
      connection.close();
    }
  }
}
