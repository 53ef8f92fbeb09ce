package caplab.http;

import caplab.http.Problem.Kind;
import caplab.node.Breaker;
import caplab.node.Node;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** The breakers of the nodes, to look at and to work by hand. */
final class BreakerRoutes {

  private final Service service;

  BreakerRoutes(Service service) {
    this.service = service;
  }

  List<Route> routes() {
    return List.of(
        route("GET", "/circuit-breaker", "All breakers, and what may still be lost", this::all)
            .answering(List.of(Described.json(200, "All of them", "Breakers", Schemas.breakers()))),
        route("GET", "/circuit-breaker/{node}", "The breaker of one node", this::one),
        route("POST", "/circuit-breaker/{node}/close", "Lets calls through", work(Breaker::close)),
        route(
            "POST",
            "/circuit-breaker/{node}/open",
            "Holds it open until close or reset",
            work(Breaker::open)),
        route(
            "POST",
            "/circuit-breaker/{node}/reset",
            "Closed, with nothing remembered",
            work(Breaker::reset)));
  }

  private static Route route(
      String method, String path, String summary, Function<Request, Answer> handler) {
    Schema one =
        Schema.object().member("mode", Schema.oneOf("cp", "ap")).member("node", Schemas.NODE);
    return new Route(method, path, "", false, List.of(), summary, handler)
        .answering(
            List.of(Described.json(200, "As it stands", "Breaker", Schemas.breaker(one))),
            Kind.NOT_FOUND);
  }

  static Map<String, Object> describe(Breaker breaker) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("state", breaker.state().name());
    body.put("forced", breaker.forced());
    body.put("next_attempt_in_ms", breaker.nextAttemptIn().map(Duration::toMillis).orElse(null));
    body.put("failure_rate_percent", breaker.failureRate().orElse(null));
    return body;
  }

  private Answer all(Request request) {
    HealthView health = service.health();
    Map<String, Object> breakers = new LinkedHashMap<>();
    service.nodes().forEach(node -> breakers.put(node.name(), describe(node.breaker())));
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("mode", service.mode());
    body.put("breakers", breakers);
    body.put("required", health.required());
    body.put("quorum_possible", health.quorumPossible());
    body.put("survivable_losses", health.survivableLosses());
    return Answer.of(200, body);
  }

  private Answer one(Request request) {
    return answer(node(request));
  }

  private Function<Request, Answer> work(Consumer<Breaker> action) {
    return request -> {
      Node node = node(request);
      action.accept(node.breaker());
      return answer(node);
    };
  }

  private Answer answer(Node node) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("mode", service.mode());
    body.put("node", node.name());
    body.putAll(describe(node.breaker()));
    return Answer.of(200, body);
  }

  private Node node(Request request) {
    String name = request.parameters().get("node");
    for (Node node : service.nodes()) {
      if (node.name().equals(name)) {
        return node;
      }
    }
    throw new Problem(Kind.NOT_FOUND, "No node has this name")
        .with("known", service.nodes().stream().map(Node::name).toList());
  }
}
