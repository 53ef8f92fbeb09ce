package caplab.cp;

import caplab.cp.core.OperationToken;
import caplab.cp.core.Outcome;
import caplab.cp.core.RegisterState;
import caplab.cp.shell.CpStatus;
import caplab.http.Answer;
import caplab.http.Problem;
import caplab.http.Problem.Kind;
import caplab.http.Request;
import caplab.node.Breaker;
import caplab.node.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Outcomes as clients see them: body and headers beside the status of {@link CpStatus}. */
final class CpAnswers {

  private final CpConfig config;
  private final List<Node> nodes;

  CpAnswers(CpConfig config, List<Node> nodes) {
    this.config = config;
    this.nodes = List.copyOf(nodes);
  }

  /** The answer to an operation on a key. */
  Answer of(String operation, Request request, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Value(RegisterState state, var rounds) -> read(request, outcome, state);
      case Outcome.Applied(long version, var rounds) ->
          tagged(outcome, changed(operation, request, outcome, version, true), version);
      case Outcome.Unchanged(RegisterState state, var rounds) ->
          tagged(
              outcome,
              changed(operation, request, outcome, state.version(), false),
              state.version());
      case Outcome.Unmet(RegisterState state, var rounds) ->
          throw problem(request, "The condition does not hold", outcome)
              .with("version", state.version())
              .withHeader("ETag", etag(state.version()));
      case Outcome.NotApplied(Outcome.Reason reason, var rounds) ->
          throw problem(request, detail(reason), outcome)
              .retryAfterMs(CpHealth.retryAfterMs(nodes));
      case Outcome.Full f ->
          throw problem(request, "Every node refused for lack of memory", outcome);
      case Outcome.Reused r ->
          throw problem(request, "This Idempotency-Key was used with another request", outcome);
      case Outcome.InFlight same ->
          throw problem(request, "A request with this Idempotency-Key is in flight", outcome)
              .retryAfterMs(1000);
      case Outcome.Unknown(String id, long first, var rounds) -> throw unknown(request, outcome);
    };
  }

  /** The answer to {@code GET /op/{id}}. */
  Answer settled(Request request, OperationToken token, Outcome outcome) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("mode", "cp");
    body.put("operation", "op");
    body.put("key", key(token.register()));
    if (outcome instanceof Outcome.Applied(long version, var rounds)) {
      body.put("outcome", "applied");
      body.put("version", version);
    } else if (outcome instanceof Outcome.NotApplied) {
      body.put("outcome", "not_applied");
    } else if (received(said(outcome)) >= majority()) {
      body.put("outcome", "unknown"); // past the window: nobody will ever know
    } else {
      throw problem(request, "It cannot be settled without a majority", outcome)
          .retryAfterMs(CpHealth.retryAfterMs(nodes));
    }
    body.put("request_id", request.requestId());
    explain(request, outcome, body);
    return Answer.of(200, body);
  }

  private Answer read(Request request, Outcome outcome, RegisterState state) {
    Map<String, Object> body = about("read", request);
    state.value().ifPresent(value -> body.put("value", value));
    body.put("version", state.version());
    body.put("staleness_ms", 0);
    body.put("max_staleness_ms", config.maxStalenessMs());
    body.put("stale", false);
    finish(request, outcome, body);
    if (state.value().isPresent() && CpConditions.known(request, state.version())) {
      return new Answer(304, Map.of("ETag", etag(state.version())), Map.of());
    }
    return tagged(outcome, body, state.version());
  }

  private Map<String, Object> changed(
      String operation, Request request, Outcome outcome, long version, boolean existed) {
    Map<String, Object> body = about(operation, request);
    body.put("version", version);
    if (operation.equals("delete")) {
      body.put("existed", existed);
    }
    finish(request, outcome, body);
    return body;
  }

  private static Map<String, Object> about(String operation, Request request) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("mode", "cp");
    body.put("operation", operation);
    body.put("key", request.key().orElseThrow());
    return body;
  }

  private void finish(Request request, Outcome outcome, Map<String, Object> body) {
    Map<String, String> said = said(outcome);
    body.put("nodes", said);
    Map<String, Object> quorum = new LinkedHashMap<>();
    quorum.put("required", majority());
    quorum.put("received", received(said));
    body.put("quorum", quorum);
    body.put("request_id", request.requestId());
    explain(request, outcome, body);
  }

  private void explain(Request request, Outcome outcome, Map<String, Object> body) {
    body.putAll(explanation(request, outcome));
  }

  /** The rounds, and what is known of each node: what {@code ?explain=1} adds. */
  private Map<String, Object> explanation(Request request, Outcome outcome) {
    if (!request.explain()) {
      return Map.of();
    }
    Map<String, Object> links = new LinkedHashMap<>();
    for (Node node : nodes) {
      Map<String, Object> link = new LinkedHashMap<>();
      link.put("breaker", node.breaker().state().name());
      link.put("latency_ms", node.status().latencyMs().orElse(null));
      links.put(node.name(), link);
    }
    Map<String, Object> explanation = new LinkedHashMap<>();
    explanation.put("rounds", outcome.rounds().stream().map(CpAnswers::round).toList());
    explanation.put("links", links);
    return explanation;
  }

  private static Map<String, Object> round(Outcome.Trace trace) {
    Map<String, Object> round = new LinkedHashMap<>();
    round.put("phase", trace.phase());
    round.put("ballot", trace.ballot());
    round.put("nodes", trace.nodes());
    return round;
  }

  private Problem unknown(Request request, Outcome outcome) {
    Outcome.Unknown unknown = (Outcome.Unknown) outcome;
    OperationToken token =
        new OperationToken("k:" + request.key().orElse(""), unknown.operation(), unknown.first());
    String link = "/op/" + token.signed(config.secrets().getFirst());
    return problem(request, "It was proposed; a majority did not answer", outcome)
        .with("op", link)
        .withHeader("Link", "<" + link + ">; rel=\"status\"");
  }

  private Problem problem(Request request, String detail, Outcome outcome) {
    Kind kind = Kind.of(CpStatus.of(outcome));
    Map<String, String> said = said(outcome);
    Map<String, Object> quorum = new LinkedHashMap<>();
    quorum.put("required", majority());
    quorum.put(
        "reachable", said.values().stream().filter(word -> !word.equals("unreachable")).count());
    quorum.put("received", received(said));
    Problem problem = new Problem(kind, detail).with("quorum", quorum).with("nodes", said);
    explanation(request, outcome).forEach(problem::with);
    return problem;
  }

  /** What each node had said by the time of the answer, in the last round. */
  private Map<String, String> said(Outcome outcome) {
    Map<String, String> said = new TreeMap<>();
    for (Node node : nodes) {
      boolean open = node.breaker().state() == Breaker.State.OPEN;
      said.put(node.name(), open ? "unreachable" : "not_asked");
    }
    if (!outcome.rounds().isEmpty()) {
      outcome.rounds().getLast().nodes().forEach((node, word) -> said.put(node, said(word)));
    }
    return said;
  }

  private static String said(String word) {
    return switch (word) {
      case "held", "promised", "accepted" -> "accepted";
      case "waiting" -> "pending";
      case "lost", "skipped" -> "unreachable";
      case "conflict", "fenced", "full" -> "refused";
      default -> "not_asked";
    };
  }

  private static long received(Map<String, String> said) {
    return said.values().stream().filter("accepted"::equals).count();
  }

  private int majority() {
    return nodes.size() / 2 + 1;
  }

  private static String detail(Outcome.Reason reason) {
    return switch (reason) {
      case NOT_FORMED ->
          "The cluster is not formed: a first start needs every node, reachable and empty; a cluster"
              + " that lost its record needs a backup restored";
      case NO_QUORUM -> "No majority of the nodes is reachable from here";
      case CONTENTION -> "Other requests for this key were faster until the deadline";
      case FENCED ->
          "Nodes that lost data may not vote until refilled, and no majority is left; if a majority"
              + " lost its data, restore a backup";
      case SETTLED -> "It did not take effect, and will not";
    };
  }

  private static Answer tagged(Outcome outcome, Map<String, Object> body, long version) {
    return Answer.of(CpStatus.of(outcome), body).withHeader("ETag", etag(version));
  }

  private static String etag(long version) {
    return "\"" + version + "\"";
  }

  private static String key(String register) {
    return register.substring(2);
  }
}
