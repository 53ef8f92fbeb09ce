package caplab.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One connection whose bytes are the test's own. */
final class Wire implements AutoCloseable {

  private static final int PATIENCE_MS = 20_000;

  private final Socket socket;

  Wire(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MS);
  }

  Wire send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  Wire send(byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
    return this;
  }

  /** Everything until the server closes the connection. */
  Response rest() throws IOException {
    return Response.parse(
        new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  /** Whether the server closed the connection without a word. */
  boolean closedInSilence() throws IOException {
    return socket.getInputStream().read() < 0;
  }

  /** One request without body that asks to close the connection, and its answer. */
  static Response ask(int port, String requestLine, String... headers) throws IOException {
    StringBuilder head = new StringBuilder(requestLine).append(" HTTP/1.1\r\nHost: x\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    try (Wire wire = new Wire(port)) {
      return wire.send(head + "Connection: close\r\n\r\n").rest();
    }
  }

  /** One request with a body. */
  static Response send(int port, String requestLine, byte[] body, String... headers)
      throws IOException {
    StringBuilder head = new StringBuilder(requestLine).append(" HTTP/1.1\r\nHost: x\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    head.append("Content-Length: ").append(body.length).append("\r\nConnection: close\r\n\r\n");
    try (Wire wire = new Wire(port)) {
      return wire.send(head.toString()).send(body).rest();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
