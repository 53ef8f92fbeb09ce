package caplab.lab.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import caplab.lab.embedded.Cluster;
import caplab.lab.model.CommandJson;
import caplab.lab.model.ControlCommand;
import caplab.lab.model.Status;
import caplab.lab.model.UserError;
import caplab.lab.twin.Twin;
import caplab.lab.wire.LabJson;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.core.JacksonException;

/**
 * Serves the page of a running cluster on a loopback port and takes its orders, which are those of
 * {@code ./cap} too: {@code GET /status}, the same for people at {@code /status.txt}, {@code GET
 * /history?since=MS} with what a {@link Watch} saw since then, {@code POST /order} with a {@link
 * CommandJson}, and {@code POST /twin} with one request for both services.
 */
public final class Console implements AutoCloseable {

  private static final int BODY_BYTES_MAX = 2 * 1024 * 1024;
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Cluster cluster;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final OriginCheck originCheck;
  private final boolean takesOrders;
  private final Watch watch;

  /** What a page is told. */
  private record History(boolean takesOrders, List<Watch.Seen> seen) {}

  /** Listens until closed. */
  public Console(Cluster cluster) {
    this(cluster, true);
  }

  /** One that shows, and lets nobody change anything: what is watched there is being judged. */
  public static Console showing(Cluster cluster) {
    return new Console(cluster, false);
  }

  private Console(Cluster cluster, boolean takesOrders) {
    this.cluster = cluster;
    this.takesOrders = takesOrders;
    int port = cluster.setup().ports().console();
    originCheck = new OriginCheck(port);
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException taken) {
      throw new UncheckedIOException("cannot listen at " + address, taken);
    }
    watch = Watch.begin(cluster::status);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Where it listens. */
  public int port() {
    return cluster.setup().ports().console();
  }

  @Override
  public void close() {
    server.stop(0);
    watch.close();
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
      case "GET /status.txt" -> send(exchange, 200, TEXT, cluster.status().table().getBytes(UTF_8));
      case "GET /history" -> send(exchange, 200, history(exchange.getRequestURI().getQuery()));
      case "POST /order" -> send(exchange, 200, carryOut(read(exchange, CommandJson.class)));
      case "POST /twin" -> send(exchange, 200, ask(read(exchange, TwinRequest.class)));
      default -> page(exchange, path);
    }
  }

  private History history(String query) {
    String since = query != null && query.matches("since=\\d{1,15}") ? query.substring(6) : "0";
    return new History(takesOrders, watch.since(Long.parseLong(since)));
  }

  private Status carryOut(CommandJson order) {
    ControlCommand command = order.command();
    if (!takesOrders && !(command instanceof ControlCommand.ShowStatus)) {
      throw UserError.now("a run is judged here; to give orders, start ./cap up");
    }
    Status after = command.on(cluster);
    watch.note(after);
    return after;
  }

  private Twin ask(TwinRequest request) {
    if (!takesOrders && request.operation() != Twin.Operation.READ) {
      throw UserError.now("a run is judged here; to write, start ./cap up");
    }
    return request.on(cluster.setup());
  }

  private static void page(HttpExchange exchange, String path) throws IOException {
    Optional<ConsoleFiles.File> file = ConsoleFiles.at(path);
    if (file.isEmpty() || !exchange.getRequestMethod().equals("GET")) {
      fail(
          exchange,
          404,
          "there are GET /, /status, /status.txt and /history, POST /order and /twin");
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
    send(exchange, status, "application/json", text.getBytes(UTF_8));
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
