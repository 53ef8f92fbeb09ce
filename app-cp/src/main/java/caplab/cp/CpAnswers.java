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
import java.util.function.Supplier;

/** Outcomes as clients see them: body and headers beside the status of {@link CpStatus}. */
final class CpAnswers {

  private final CpConfig config;
  private final NodeWords nodes;
  private final Supplier<Map<String, String>> misplaced;

  /**
   * @param misplaced nodes that hold the data of another one, each with that
   */
  CpAnswers(CpConfig config, NodeWords nodes, Supplier<Map<String, String>> misplaced) {
    this.config = config;
    this.nodes = nodes;
    this.misplaced = misplaced;
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
      case Outcome.NotApplied refused ->
          throw problem(
                  request, CpDetails.notApplied(refused, said(outcome), misplaced.get()), outcome)
              .retryAfterMs(nodes.retryAfterMs(majority(said(outcome))));
      case Outcome.Full full -> throw problem(request, CpDetails.full(full), outcome);
      case Outcome.Reused r ->
          throw problem(
              request,
              "This Idempotency-Key was used with another request, or with this one when it could not"
                  + " take effect, which stays so",
              outcome);
      case Outcome.InFlight same ->
          throw problem(request, "A request with this Idempotency-Key is in flight", outcome)
              .retryAfterMs(1000);
      case Outcome.Unknown unknown -> throw unknown(request, unknown);
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
    } else if (complete(outcome)) {
      body.put("outcome", "unknown"); // past the window: nobody will ever know
    } else {
      throw problem(
              request,
              Kind.UNSETTLED,
              "This question did not settle what became of the write; the same request does, with the"
                  + " same Idempotency-Key, if it had one",
              outcome)
          .retryAfterMs(nodes.retryAfterMs(majority(said(outcome))));
    }
    explain(request, outcome, body::put);
    body.put("request_id", request.requestId());
    return Answer.of(200, body);
  }

  /** Whether a round went through: a majority that only promised settles nothing. */
  private boolean complete(Outcome outcome) {
    return !outcome.rounds().isEmpty()
        && outcome.rounds().getLast().asked() == Outcome.Asked.ACCEPT
        && received(said(outcome)) >= majority(said(outcome));
  }

  private Answer read(Request request, Outcome outcome, RegisterState state) {
    Map<String, Object> body = about("read", request);
    state.value().ifPresent(value -> body.put("value", value));
    body.put("version", state.version());
    body.put("staleness_ms", 0);
    body.put("max_staleness_ms", config.maxStalenessMs());
    body.put("stale", false);
    finish(request, outcome, body);
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

  private Problem unknown(Request request, Outcome.Unknown outcome) {
    OperationToken token =
        new OperationToken("k:" + request.key().orElse(""), outcome.operation(), outcome.first());
    String link = "/op/" + token.sealed(config.seal());
    boolean keyed = CpConditions.idempotencyKey(request).isPresent();
    Problem problem =
        problem(request, CpDetails.unknown(outcome, keyed), outcome)
            .with("op", link)
            .withHeader("Link", "<" + link + ">; rel=\"status\"");
    boolean worthAnotherTry = keyed && received(said(outcome)) < majority(said(outcome));
    return worthAnotherTry
        ? problem.retryAfterMs(nodes.retryAfterMs(majority(said(outcome))))
        : problem;
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

  /** What each node had said by the time of the answer, in the round that the outcome is about. */
  private Map<String, Word> said(Outcome outcome) {
    Map<String, Word> said = nodes.unasked();
    Outcome.Trace decisive = null;
    for (Outcome.Trace round : outcome.rounds()) {
      boolean proposal = round.asked() == Outcome.Asked.ACCEPT;
      if (decisive == null || proposal || !(outcome instanceof Outcome.Unknown)) {
        decisive = round;
      }
    }
    if (decisive != null) {
      decisive.nodes().forEach((node, word) -> said.put(node, said(node, word)));
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

  private static Answer tagged(Outcome outcome, Map<String, Object> body, long version) {
    return Answer.of(CpStatus.of(outcome), body)
        .withHeader("ETag", etag(version))
        .audited("version", version);
  }

  private static String etag(long version) {
    return "\"" + version + "\"";
  }

  private static String key(String register) {
    return register.substring(2);
  }
}
