package caplab.lab.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One connection of HTTP/1.1 that is kept, and opened again when it was lost. It reads no more of
 * an answer than where it ends, as a generator must cost less than what it measures.
 */
final class WebConnection implements AutoCloseable {

  /** Longer than any deadline of what is measured. */
  private static final int PATIENCE_MS = 10_000;

  private final int port;
  private final byte[] buffer = new byte[1 << 16];
  private Socket socket;
  private int at;
  private int end;

  WebConnection(int port) {
    this.port = port;
  }

  /** Sends a request and returns the status of the answer; 0 if there was none. */
  int ask(byte[] request) {
    try {
      if (socket == null) {
        open();
      }
      socket.getOutputStream().write(request);
      return answer();
    } catch (IOException lost) {
      close();
      return 0;
    }
  }

  private void open() throws IOException {
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MS);
    at = 0;
    end = 0;
  }

  private int answer() throws IOException {
    String first = line();
    int status = Integer.parseInt(first.substring(first.indexOf(' ') + 1).substring(0, 3));
    long length = 0;
    boolean chunked = false;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(lower.substring("content-length:".length()).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = lower.endsWith("chunked");
      }
    }
    if (chunked) {
      skipChunks();
    } else {
      skip(length);
    }
    return status;
  }

  private void skipChunks() throws IOException {
    long size;
    do {
      size = Long.parseLong(line().strip(), 16);
      skip(size + 2);
    } while (size > 0);
  }

  private void skip(long bytes) throws IOException {
    long left = bytes;
    while (left > 0) {
      if (at == end) {
        fill();
      }
      int now = (int) Math.min(left, end - at);
      at += now;
      left -= now;
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      if (at == end) {
        fill();
      }
      int from = at;
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      line.append(new String(buffer, from, at - from, StandardCharsets.US_ASCII));
      if (at < end) {
        at++;
        int length = line.length();
        return length > 0 && line.charAt(length - 1) == '\r'
            ? line.substring(0, length - 1)
            : line.toString();
      }
    }
  }

  private void fill() throws IOException {
    InputStream in = socket.getInputStream();
    at = 0;
    end = Math.max(0, in.read(buffer));
    if (end == 0) {
      throw new EOFException("closed by the server");
    }
  }

  @Override
  public void close() {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException already) {
      // It is gone, which is all that was wanted.
    }
    socket = null;
  }
}
