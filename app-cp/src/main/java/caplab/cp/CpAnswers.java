package caplab.cp;

import caplab.cp.core.OperationToken;
import caplab.cp.core.Outcome;
import caplab.cp.core.RegisterState;
import caplab.cp.shell.CpStatus;
import caplab.http.Answer;
import caplab.http.NodeWords;
import caplab.http.NodeWords.Word;
import caplab.http.Problem;
import caplab.http.Problem.Kind;
import caplab.http.Request;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;

/** Outcomes as clients see them: body and headers beside the status of {@link CpStatus}. */
final class CpAnswers {

  private final CpConfig config;
  private final NodeWords nodes;

  CpAnswers(CpConfig config, NodeWords nodes) {
    this.config = config;
    this.nodes = nodes;
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
          throw problem(request, detail(reason), outcome).retryAfterMs(nodes.retryAfterMs());
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
    } else if (received(said(outcome)) >= majority(said(outcome))) {
      body.put("outcome", "unknown"); // past the window: nobody will ever know
    } else {
      throw problem(request, Kind.UNAVAILABLE, "It cannot be settled without a majority", outcome)
          .retryAfterMs(nodes.retryAfterMs());
    }
    explain(request, outcome, body::put);
    body.put("request_id", request.requestId());
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
    Map<String, Word> said = said(outcome);
    body.put("nodes", NodeWords.shown(said));
    Map<String, Object> quorum = new LinkedHashMap<>();
    quorum.put("required", majority(said));
    quorum.put("received", received(said));
    body.put("quorum", quorum);
    explain(request, outcome, body::put);
    body.put("request_id", request.requestId());
  }

  /** The rounds, and what is known of each link: what {@code ?explain=1} adds. */
  private void explain(Request request, Outcome outcome, BiConsumer<String, Object> into) {
    if (request.explain()) {
      Map<String, Object> explain = new LinkedHashMap<>();
      explain.put("rounds", outcome.rounds().stream().map(CpAnswers::round).toList());
      explain.put("links", nodes.links());
      into.accept("explain", explain);
    }
  }

  private static Map<String, Object> round(Outcome.Trace trace) {
    Map<String, Object> heard = new LinkedHashMap<>();
    trace.nodes().forEach((node, word) -> heard.put(node, lower(word)));
    Map<String, Object> round = new LinkedHashMap<>();
    round.put("phase", lower(trace.asked()));
    round.put("ballot", trace.ballot());
    round.put("nodes", heard);
    return round;
  }

  private static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }

  private Problem unknown(Request request, Outcome outcome) {
    Outcome.Unknown unknown = (Outcome.Unknown) outcome;
    OperationToken token =
        new OperationToken("k:" + request.key().orElse(""), unknown.operation(), unknown.first());
    String link = "/op/" + token.sealed(config.seal());
    return problem(request, "It was proposed; a majority did not answer", outcome)
        .with("op", link)
        .withHeader("Link", "<" + link + ">; rel=\"status\"");
  }

  private Problem problem(Request request, String detail, Outcome outcome) {
    return problem(request, Kind.of(CpStatus.of(outcome)), detail, outcome);
  }

  private Problem problem(Request request, Kind kind, String detail, Outcome outcome) {
    Map<String, Word> said = said(outcome);
    Map<String, Object> quorum = new LinkedHashMap<>();
    quorum.put("required", majority(said));
    quorum.put("reachable", NodeWords.reachable(said));
    quorum.put("received", received(said));
    Problem problem =
        new Problem(kind, detail).with("quorum", quorum).with("nodes", NodeWords.shown(said));
    explain(request, outcome, problem::with);
    return problem;
  }

  /** What each node had said by the time of the answer, in the last round. */
  private Map<String, Word> said(Outcome outcome) {
    Map<String, Word> said = nodes.unasked();
    if (!outcome.rounds().isEmpty()) {
      outcome.rounds().getLast().nodes().forEach((node, word) -> said.put(node, said(node, word)));
    }
    return said;
  }

  private Word said(String node, Outcome.Heard word) {
    return switch (word) {
      case HELD, PROMISED, ACCEPTED -> Word.ACCEPTED;
      case WAITING -> Word.PENDING;
      case LOST -> Word.UNREACHABLE;
      case SKIPPED -> nodes.undone(node);
      case CONFLICT, FENCED, FULL -> Word.REFUSED;
    };
  }

  private static long received(Map<String, Word> said) {
    return NodeWords.count(said, Word.ACCEPTED);
  }

  private static int majority(Map<String, Word> said) {
    return said.size() / 2 + 1;
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
