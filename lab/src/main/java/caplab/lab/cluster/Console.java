package caplab.lab.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.Executors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes orders for a running cluster on a loopback port: {@code GET /status}, and {@code POST
 * /order} with an {@link Order} as JSON. Pages of other sites cannot use it: an order that carries
 * an Origin is refused.
 */
public final class Console implements AutoCloseable {

  private static final int ORDER_BYTES_MAX = 64 * 1024;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Cluster cluster;
  private final HttpServer server;

  /** Listens until closed. */
  public Console(Cluster cluster) {
    this.cluster = cluster;
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), cluster.setup().ports().console());
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException taken) {
      throw new UncheckedIOException("cannot listen at " + address, taken);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        answer(exchange);
      } catch (Refused refused) {
        send(exchange, refused.isUsage() ? 400 : 409, Map.of("error", refused.getMessage()));
      } catch (JacksonException unreadable) {
        send(exchange, 400, Map.of("error", "this is not an order"));
      } catch (RuntimeException failed) {
        send(exchange, 500, Map.of("error", String.valueOf(failed.getMessage())));
      }
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String asked = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
    if (exchange.getRequestHeaders().containsKey("Origin")) {
      send(exchange, 403, Map.of("error", "orders from web pages are refused"));
    } else if (asked.equals("GET /status")) {
      send(exchange, 200, cluster.status());
    } else if (asked.equals("POST /order")) {
      byte[] body = exchange.getRequestBody().readNBytes(ORDER_BYTES_MAX);
      send(exchange, 200, JSON.readValue(body, Order.class).on(cluster));
    } else {
      send(exchange, 404, Map.of("error", "there are GET /status and POST /order"));
    }
  }

  private static void send(HttpExchange exchange, int status, Object body) throws IOException {
    byte[] bytes =
        (JSON.writeValueAsString(body) + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
