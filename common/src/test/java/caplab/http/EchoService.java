package caplab.http;

import caplab.access.AccessSettings;
import caplab.config.AddressRange;
import caplab.config.Configuration;
import caplab.config.Settings;
import caplab.http.Problem.Kind;
import caplab.node.Breaker;
import caplab.observe.Events;
import caplab.observe.Metrics;
import caplab.seal.Pseudonym;
import caplab.tls.WatchedTls;
import caplab.trace.Tracing;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A service that answers with what it understood, on a real server at a free port. */
final class EchoService implements AutoCloseable, HealthView {

  static final int MAX_VALUE_BYTES = 1 << 20;

  /** More than two sockets keep of what nobody reads. */
  static final int LARGE = 32 << 20;

  /** Switched off by tests. */
  final AtomicBoolean limits = new AtomicBoolean(true);

  final AtomicBoolean metricsThere = new AtomicBoolean(true);
  final AtomicBoolean healthThere = new AtomicBoolean(true);
  final AtomicInteger readsPerLine = new AtomicInteger(AccessLog.READS_PER_LINE);

  private static final Events LOGGED = new Events(new Pseudonym("secret", false));

  private static final List<Parameter> PARAMETERS =
      List.of(
          Parameter.EXPLAIN,
          Parameter.query("context", "Any text"),
          Parameter.query("flag", "Any text"),
          Parameter.entityTags("If-Match", "Entity tags"));

  final List<FakeNode> nodes =
      List.of(new FakeNode("db_g1"), new FakeNode("db_g2"), new FakeNode("db_g3"));
  final Metrics metrics = new Metrics("cp");
  final CountDownLatch held = new CountDownLatch(1);
  final CountDownLatch release = new CountDownLatch(1);
  final HttpServer server;
  private final Gate gate;

  EchoService() {
    this(Duration.ofSeconds(3), 2000, 100);
  }

  EchoService(Duration requestTimeout, int maxConnections, int maxInFlight) {
    this(
        requestTimeout,
        maxConnections,
        maxInFlight,
        Runtime.getRuntime().maxMemory(),
        List.of(),
        List.of(),
        AccessSettings.OPEN,
        Optional.empty(),
        LOGGED);
  }

  /** One with so much memory. */
  EchoService(Duration requestTimeout, long heapBytes) {
    this(
        requestTimeout,
        2000,
        100,
        heapBytes,
        List.of(),
        List.of(),
        AccessSettings.OPEN,
        Optional.empty(),
        LOGGED);
  }

  /** One that pages of these origins may call. */
  static EchoService calledFrom(String... origins) {
    return new EchoService(
        Duration.ofSeconds(3),
        2000,
        100,
        Runtime.getRuntime().maxMemory(),
        List.of(),
        List.of(origins),
        AccessSettings.OPEN,
        Optional.empty(),
        LOGGED);
  }

  /** One that lets in whom these settings say, behind a proxy on this machine. */
  static EchoService guarded(AccessSettings access) {
    return guarded(access, LOGGED);
  }

  /** The same, which tells its events there. */
  static EchoService guarded(AccessSettings access, Events events) {
    return new EchoService(
        Duration.ofSeconds(3),
        2000,
        100,
        Runtime.getRuntime().maxMemory(),
        Configuration.load(Map.of("TRUSTED_PROXIES", "127.0.0.1"), Path.of("target"))
            .get(Settings.TRUSTED_PROXIES),
        List.of(),
        access,
        Optional.empty(),
        events);
  }

  /** One that speaks TLS, to so many connections at once. */
  EchoService(WatchedTls tls, int maxConnections) {
    this(
        Duration.ofSeconds(3),
        maxConnections,
        100,
        Runtime.getRuntime().maxMemory(),
        List.of(),
        List.of(),
        AccessSettings.OPEN,
        Optional.of(tls),
        LOGGED);
  }

  private EchoService(
      Duration requestTimeout,
      int maxConnections,
      int maxInFlight,
      long heapBytes,
      List<AddressRange> proxies,
      List<String> origins,
      AccessSettings access,
      Optional<WatchedTls> tls,
      Events events) {
    HttpSettings settings =
        new HttpSettings(
            "127.0.0.1",
            0,
            requestTimeout,
            MAX_VALUE_BYTES,
            maxConnections,
            maxInFlight,
            heapBytes,
            proxies,
            origins);
    Service service = new Service("cp", "app-cp", "Echoes.", nodes, this, routes());
    Switches switches =
        new Switches(
            limits::get, readsPerLine::get, metricsThere::get, healthThere::get, () -> true);
    gate = Gate.of(access, events, switches);
    server = HttpServer.start(settings, service, metrics, events, gate, tls, switches, Tracing.OFF);
  }

  private List<Route> routes() {
    return List.of(
        route("POST", "/write/{key}/{value}", "write", false, this::echo),
        route("POST", "/write/{key}", "write", true, this::behave),
        route("PUT", "/write/{key}", "write", true, this::echo),
        route("DELETE", "/write/{key}", "delete", false, this::echo),
        route("GET", "/read/{key}", "read", false, this::behave));
  }

  private static Route route(
      String method,
      String path,
      String operation,
      boolean takesBody,
      Function<Request, Answer> handler) {
    return new Route(method, path, operation, takesBody, PARAMETERS, "Echoes", handler);
  }

  private Answer echo(Request request) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("method", request.method());
    body.put("key", request.key().orElse(null));
    body.put("value", request.value().orElse(null));
    body.put("query", request.query());
    body.put("cookies", request.cookies());
    return Answer.of(200, body).withHeader("ETag", "\"3\"").audited("version", 3);
  }

  /** Keys that begin with {@code !} name a way to end. */
  private Answer behave(Request request) {
    return switch (request.key().orElseThrow()) {
      case "!defect" -> throw new IllegalStateException("secret of the inside");
      case "!error" -> throw new StackOverflowError();
      case "!unmodified" -> new Answer(304, Map.of("ETag", "\"3\""), Map.of());
      case "!hold" -> hold(request);
      case "!large" -> Answer.of(200, Map.of("value", "v".repeat(LARGE)));
      case String key when key.startsWith("!kind-") ->
          throw new Problem(Kind.valueOf(key.substring(6)), "as asked")
              .with("quorum", Map.of("required", 2, "reachable", 1, "received", 0))
              .retryAfterMs(1200);
      case String key -> echo(request);
    };
  }

  private Answer hold(Request request) {
    held.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return echo(request);
  }

  @Override
  public List<String> nodes() {
    return nodes.stream().map(FakeNode::name).toList();
  }

  @Override
  public List<String> serving() {
    return nodes.stream()
        .filter(node -> node.state() != Breaker.State.OPEN)
        .map(FakeNode::name)
        .toList();
  }

  @Override
  public int required() {
    return 2;
  }

  @Override
  public Map<String, Boolean> promises() {
    return Map.of("linearizable_write", quorumPossible());
  }

  @Override
  public Map<String, Object> details() {
    return Map.of("view", 1);
  }

  @Override
  public void close() {
    release.countDown();
    server.close();
    gate.close();
    metrics.close();
  }
}
