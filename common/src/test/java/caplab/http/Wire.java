package caplab.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
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

  /** Says that nothing more is sent. */
  Wire end() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** Everything until the server closes the connection. */
  Response rest() throws IOException {
    return Response.parse(
        new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  /** One answer of a connection that stays open. */
  Response next() throws IOException {
    return bodyOf(head());
  }

  /** The head of the next answer, whose body is read later. */
  Response head() throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("closed after: " + text);
      }
      text.append((char) next);
    }
    return Response.parse(text.toString());
  }

  /** The whole answer that has this head. */
  Response bodyOf(Response head) throws IOException {
    byte[] body =
        socket.getInputStream().readNBytes(Integer.parseInt(head.header("Content-Length")));
    return new Response(head.status(), head.headers(), new String(body, StandardCharsets.UTF_8));
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
