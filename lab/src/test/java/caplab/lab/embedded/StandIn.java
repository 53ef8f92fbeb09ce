package caplab.lab.embedded;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;

/**
 * A service for tests of the cluster: serves, and {@code GET /ask/db_g2} answers 200 iff that node
 * answered PING within a short timeout.
 */
public final class StandIn {

  private static final int TIMEOUT_MS = 300;

  private StandIn() {}

  /** The folder of the project, from wherever the tests were started. */
  static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("redis/redis.conf")) ? here : here.getParent();
  }

  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(System.getenv("PORT"));
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          boolean fine = !path.startsWith("/ask/") || pings(path.substring("/ask/".length()));
          byte[] body = "{\"status\":\"UP\"}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(fine ? 200 : 503, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  private static boolean pings(String node) {
    for (String each : System.getenv("REDIS_NODES").split(",", -1)) {
      String[] parts = each.split("[=:]");
      if (parts[0].equals(node)) {
        return pings(parts[1], Integer.parseInt(parts[2]));
      }
    }
    return false;
  }

  private static boolean pings(String host, int port) {
    try (Socket socket = new Socket(host, port)) {
      socket.setSoTimeout(TIMEOUT_MS);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.UTF_8));
      return socket.getInputStream().read() == '+';
    } catch (IOException unreachable) {
      return false;
    }
  }
}
