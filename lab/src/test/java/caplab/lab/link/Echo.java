package caplab.lab.link;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A node for tests of links: answers what it is sent and remembers it. */
final class Echo implements AutoCloseable {

  private final ServerSocket listener;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

  Echo() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  synchronized String heard() {
    return heard.toString(StandardCharsets.UTF_8);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread.ofVirtual().start(() -> answer(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void answer(Socket socket) {
    byte[] buffer = new byte[1024];
    try (socket) {
      for (int n = socket.getInputStream().read(buffer);
          n >= 0;
          n = socket.getInputStream().read(buffer)) {
        remember(buffer, n);
        socket.getOutputStream().write(buffer, 0, n);
      }
    } catch (IOException gone) {
      // The test hung up.
    }
  }

  private synchronized void remember(byte[] buffer, int length) {
    heard.write(buffer, 0, length);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
