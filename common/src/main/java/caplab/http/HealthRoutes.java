package caplab.http;

import caplab.access.Role;
import caplab.http.Problem.Kind;
import caplab.node.Node;
import caplab.node.NodeStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Liveness, readiness and health; none of them asks a node. */
final class HealthRoutes {

  static final String DETAILED = "/health/detailed";

  private static final String LINES = "text/plain;charset=utf-8";

  private final Service service;
  private final BooleanSupplier accepting;
  private final boolean controlled;

  /**
   * @param accepting false once the service is shutting down
   * @param controlled whether who has no token is told as little as can be
   */
  HealthRoutes(Service service, BooleanSupplier accepting, boolean controlled) {
    this.service = service;
    this.accepting = accepting;
    this.controlled = controlled;
  }

  List<Route> routes() {
    return List.of(
        get("/live", "200 while the process works and is not stopping", this::live)
            .answering(live()),
        get("/healthz", "The same as /live", this::live).answering(live()),
        get("/ready", "200 if requests can be served now; ?verbose for each promise", this::ready)
            .answering(ready()),
        get("/readyz", "The same as /ready", this::ready).answering(ready()),
        get("/health", "UP, DEGRADED or, with 503, DOWN", this::health)
            .answering(health("Health", controlled ? Schemas.healthInAWord() : Schemas.health()))
            .taking(Access.LITTLE),
        get(DETAILED, "Nodes, latencies, connections, breakers, versions", this::detailed)
            .answering(health("HealthDetailed", Schemas.detailed()), Kind.NOT_FOUND) // by flag
            .taking(Access.of(Role.OPERATOR).unlimited()));
  }

  private static List<Described> live() {
    return List.of(
        Described.json(200, "It works", "Live", Schemas.status("live")),
        Described.json(503, "It stops", "Stopping", Schemas.status("stopping")));
  }

  private static List<Described> ready() {
    return List.of(
        Described.json(200, "It is ready", "Ready", Schemas.status("ready")),
        Described.text(200, "One line for each promise", LINES, "[+]accepting_requests ok\n"),
        Described.json(503, "It is not", "NotReady", Schemas.status("not_ready")),
        Described.text(503, "One line for each promise", LINES, "[+]accepting_requests ok\n"));
  }

  private static List<Described> health(String name, Schema schema) {
    return List.of(
        Described.json(200, "It serves", name, schema),
        Described.json(503, "It cannot", name, schema));
  }

  private static Route get(String path, String summary, Function<Request, Answer> handler) {
    List<Parameter> parameters =
        path.startsWith("/ready")
            ? List.of(Parameter.query("verbose", "One line of plain text for each promise"))
            : List.of();
    return new Route("GET", path, "", false, parameters, summary, handler).taking(Access.PROBE);
  }

  private Answer live(Request request) {
    return accepting.getAsBoolean()
        ? Answer.of(200, Map.of("status", "live"))
        : Answer.of(503, Map.of("status", "stopping"));
  }

  private Answer ready(Request request) {
    boolean ready = accepting.getAsBoolean() && service.health().ready();
    int status = ready ? 200 : 503;
    if (request.query("verbose").isEmpty()) {
      return Answer.of(status, Map.of("status", ready ? "ready" : "not_ready"));
    }
    StringBuilder lines = new StringBuilder();
    line(lines, "accepting_requests", accepting.getAsBoolean());
    service.health().promises().forEach((promise, kept) -> line(lines, promise, kept));
    return Answer.text(status, LINES, lines.toString());
  }

  private static void line(StringBuilder lines, String promise, boolean kept) {
    lines.append(kept ? "[+]" : "[-]").append(promise).append(kept ? " ok\n" : " cannot be kept\n");
  }

  private Answer health(Request request) {
    if (controlled && request.user().isEmpty()) {
      return Answer.of(status(), Map.of("status", service.health().health()));
    }
    return Answer.of(status(), summary());
  }

  private Answer detailed(Request request) {
    Map<String, Object> body = summary();
    Map<String, Object> nodes = new LinkedHashMap<>();
    service.nodes().forEach(node -> nodes.put(node.name(), describe(node)));
    body.put("nodes", nodes);
    body.put("promises", service.health().promises());
    body.putAll(service.health().details());
    return Answer.of(status(), body);
  }

  private int status() {
    return service.health().quorumPossible() ? 200 : 503;
  }

  private Map<String, Object> summary() {
    HealthView health = service.health();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", health.health());
    body.put("mode", service.mode());
    body.put("nodes_serving", health.serving());
    body.put("nodes_total", health.nodes().size());
    body.put("required", health.required());
    body.put("survivable_losses", health.survivableLosses());
    return body;
  }

  private static String describe(NodeStatus.Trouble trouble) {
    return trouble.fault().label() + ": " + trouble.words();
  }

  private static Map<String, Object> describe(Node node) {
    NodeStatus status = node.status();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("connected", status.connected());
    body.put("address", status.address());
    body.put("version", status.version().orElse(null));
    body.put("run_id", status.runId().orElse(null));
    body.put("latency_ms", status.latencyMs().orElse(null));
    body.put("queued", status.queued());
    body.put("queue_limit", status.queueLimit());
    body.put("unsafe_settings", status.unsafeSettings());
    body.put("refuses_writes", status.refusesWrites().orElse(null));
    body.put("trouble", status.trouble().map(HealthRoutes::describe).orElse(null));
    body.put("breaker", BreakerRoutes.describe(node.breaker()));
    return body;
  }
}
