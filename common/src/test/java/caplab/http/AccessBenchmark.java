package caplab.http;

import caplab.access.AccessSettings;
import caplab.access.ApiToken;
import caplab.access.Rate;
import caplab.access.Role;
import caplab.observe.Logging;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** What a request allocates and takes, with and without tokens and limits; run by hand. */
final class AccessBenchmark {

  private static final int REQUESTS = 20_000;
  private static final ApiToken.Made TOKEN =
      ApiToken.make(new SecureRandom(), Role.WRITER, Optional.of("bench"), Optional.empty());

  private AccessBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    Logging.start("cp", "INFO", true); // as it serves; > /dev/null leaves the figures alone
    Optional<String> tokens = Optional.of(TOKEN.kept().line());
    List<Rate> rates = Rate.parseAll("1000000/second,1000000/day");
    for (int round = 0; round < 3; round++) {
      measure("off", Optional.empty(), List.of());
      measure("tokens", tokens, List.of());
      measure("limits", Optional.empty(), rates);
      measure("both", tokens, rates);
    }
  }

  private static void measure(String name, Optional<String> tokens, List<Rate> rates)
      throws IOException {
    AccessSettings settings = new AccessSettings(tokens, Optional.empty(), Optional.empty(), rates);
    try (EchoService service = EchoService.guarded(settings);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.server.port())) {
      byte[] request =
          ("GET /read/k HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TOKEN.token() + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII);
      byte[] buffer = new byte[8_192];
      ask(socket, request, buffer, REQUESTS);
      var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
      long bytes = threads.getTotalThreadAllocatedBytes();
      long start = System.nanoTime();
      ask(socket, request, buffer, REQUESTS);
      long taken = System.nanoTime() - start;
      long allocated = threads.getTotalThreadAllocatedBytes() - bytes;
      System.err.printf(
          "%-7s %,7d bytes and %,4d us a request%n",
          name, allocated / REQUESTS, taken / REQUESTS / 1_000);
    }
  }

  /** One after the other; an answer ends with its body's newline. */
  private static void ask(Socket socket, byte[] request, byte[] buffer, int times)
      throws IOException {
    OutputStream out = socket.getOutputStream();
    InputStream in = socket.getInputStream();
    for (int i = 0; i < times; i++) {
      out.write(request);
      int length = 0;
      do {
        int read = in.read(buffer, length, buffer.length - length);
        if (read < 0) {
          throw new IOException("the server closed the connection");
        }
        length += read;
      } while (buffer[length - 1] != '\n' || buffer[length - 2] != '}');
    }
  }
}
