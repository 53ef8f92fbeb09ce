package caplab.lab.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A service for tests of links: one connection through a link. */
final class Caller implements AutoCloseable {

  private static final int PATIENCE_MS = 10_000;
  private static final int SILENCE_MS = 150;

  private final Socket socket;

  Caller(Link link) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), link.port());
    socket.setTcpNoDelay(true);
  }

  void say(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  String hear(int characters) throws IOException {
    socket.setSoTimeout(PATIENCE_MS);
    return new String(socket.getInputStream().readNBytes(characters), StandardCharsets.UTF_8);
  }

  String ask(String text) throws IOException {
    say(text);
    return hear(text.length());
  }

  /** Whether nothing comes, and nobody hangs up, for as long as a short timeout. */
  boolean hearsNothing() throws IOException {
    socket.setSoTimeout(SILENCE_MS);
    try {
      socket.getInputStream().read();
      return false;
    } catch (SocketTimeoutException silent) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
