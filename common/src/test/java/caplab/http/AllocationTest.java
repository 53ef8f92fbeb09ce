package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/**
 * What the HTTP side leaves to the collector, which the machine's mood does not change. All threads
 * are counted, as virtual ones allocate on their carriers; the client here allocates nothing.
 */
class AllocationTest {

  private static final int WINDOWS = 12;
  private static final int WINDOW = 500;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * Bytes for a request as load generators send it, on a connection that sends nothing else: in the
   * cheapest of some windows, as classes that load and work in the background make others dearer.
   */
  private static long perRequest(int port, String request) throws IOException {
    byte[] sent = request.getBytes(StandardCharsets.US_ASCII);
    byte[] heard = new byte[8_192];
    long least = Long.MAX_VALUE;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      for (int window = 0; window < WINDOWS; window++) {
        long before = THREADS.getTotalThreadAllocatedBytes();
        for (int i = 0; i < WINDOW; i++) {
          socket.getOutputStream().write(sent);
          hear(socket.getInputStream(), heard);
        }
        least = Math.min(least, (THREADS.getTotalThreadAllocatedBytes() - before) / WINDOW);
      }
    }
    return least;
  }

  /** Every answer ends as a line of JSON does. */
  private static void hear(InputStream in, byte[] heard) throws IOException {
    int length = 0;
    do {
      int count = in.read(heard, length, heard.length - length);
      if (count < 0) {
        throw new EOFException("no whole answer");
      }
      length += count;
    } while (length < 2 || heard[length - 1] != '\n' || heard[length - 2] != '}');
    if (heard[9] != '2') {
      throw new IOException(new String(heard, 0, length, StandardCharsets.UTF_8));
    }
  }

  @Test
  void aReadCostsFewBytes() throws Exception {
    try (EchoService service = new EchoService()) {
      service.readsPerLine.set(0);
      assertThat(
              perRequest(
                  service.server.port(), "GET /read/item000000000001 HTTP/1.1\r\nHost: a\r\n\r\n"))
          .isLessThan(8_000);
    }
  }
}
