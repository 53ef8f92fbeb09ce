package caplab.lab.compose;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HTTP client of one connection, which sends nothing twice and sees what really came. */
final class KeptConnection implements AutoCloseable {

  private static final int PATIENCE_MS = 60_000;
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");

  private final Socket socket;
  private final InputStream input;

  KeptConnection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MS);
    input = new BufferedInputStream(socket.getInputStream());
  }

  /** The whole answer; empty if the connection was closed without one. */
  String ask(String method, String path) throws IOException {
    String request = method + " " + path + " HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    String head = head(input);
    return head + new String(input.readNBytes(length(head)), StandardCharsets.UTF_8);
  }

  /** Up to the empty line, or what came before the end. */
  static String head(InputStream input) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int next = input.read();
      if (next < 0) {
        break;
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private static int length(String head) {
    Matcher length = LENGTH.matcher(head);
    return length.find() ? Integer.parseInt(length.group(1)) : 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
