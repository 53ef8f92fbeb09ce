package caplab.lab.console;

import caplab.lab.embedded.Cluster;
import caplab.lab.model.CommandJson;
import caplab.lab.model.UserError;
import caplab.lab.wire.LabJson;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.core.JacksonException;

/**
 * Serves the page of a running cluster on a loopback port and takes its orders, which are those of
 * {@code ./cap} too: {@code GET /status}, {@code POST /order} with a {@link CommandJson}, and
 * {@code POST /twin} with one request for both services.
 */
public final class Console implements AutoCloseable {

  private static final int BODY_BYTES_MAX = 2 * 1024 * 1024;
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Cluster cluster;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final OriginCheck originCheck;

  /** Listens until closed. */
  public Console(Cluster cluster) {
    this.cluster = cluster;
    int port = cluster.setup().ports().console();
    originCheck = new OriginCheck(port);
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException taken) {
      throw new UncheckedIOException("cannot listen at " + address, taken);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        Optional<OriginCheck.Objection> objection = originCheck.objection(exchange);
        if (objection.isPresent()) {
          fail(exchange, objection.get().status(), objection.get().reason());
        } else {
          answer(exchange);
        }
      } catch (UserError refused) {
        fail(exchange, refused.isUsage() ? 400 : 409, refused.getMessage());
      } catch (JacksonException unreadable) {
        fail(exchange, 400, "this is no JSON of the kind that is taken here");
      } catch (RuntimeException failed) {
        fail(exchange, 500, String.valueOf(failed.getMessage()));
      }
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    switch (exchange.getRequestMethod() + " " + path) {
      case "GET /status" -> send(exchange, 200, cluster.status());
      case "POST /order" ->
          send(exchange, 200, read(exchange, CommandJson.class).command().on(cluster));
      case "POST /twin" ->
          send(exchange, 200, read(exchange, TwinRequest.class).on(cluster.setup()));
      default -> page(exchange, path);
    }
  }

  private static void page(HttpExchange exchange, String path) throws IOException {
    Optional<ConsoleFiles.File> file = ConsoleFiles.at(path);
    if (file.isEmpty() || !exchange.getRequestMethod().equals("GET")) {
      fail(exchange, 404, "there are GET / and /status, POST /order and /twin");
    } else {
      send(exchange, 200, file.get().type(), file.get().bytes());
    }
  }

  private static <T> T read(HttpExchange exchange, Class<T> type) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
    if (body.length > BODY_BYTES_MAX) {
      throw UserError.usage("at most " + BODY_BYTES_MAX + " bytes are taken");
    }
    T read = LabJson.MAPPER.readValue(body, type);
    if (read == null) {
      throw UserError.usage("null is no order");
    }
    return read;
  }

  private static void fail(HttpExchange exchange, int status, String reason) throws IOException {
    send(exchange, status, Map.of("error", reason));
  }

  private static void send(HttpExchange exchange, int status, Object body) throws IOException {
    String text = LabJson.MAPPER.writeValueAsString(body) + "\n";
    send(exchange, status, "application/json", text.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] bytes)
      throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type);
    headers.set("Content-Security-Policy", POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
