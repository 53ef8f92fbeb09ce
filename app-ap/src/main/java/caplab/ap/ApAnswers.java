package caplab.ap;

import caplab.ap.core.KeyState;
import caplab.ap.core.Outcome;
import caplab.ap.core.Reply;
import caplab.ap.core.Session;
import caplab.ap.core.SessionToken;
import caplab.ap.core.VersionVector;
import caplab.ap.shell.ApRegister;
import caplab.ap.shell.ApStatus;
import caplab.http.Answer;
import caplab.http.NodeWords;
import caplab.http.NodeWords.Word;
import caplab.http.Problem;
import caplab.http.Problem.Kind;
import caplab.http.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** What app-ap answers, member by member, and what it says when it cannot. */
final class ApAnswers {

  private final SessionToken token;
  private final NodeWords nodes;
  private final long maxStalenessMs;

  ApAnswers(SessionToken token, NodeWords nodes, long maxStalenessMs) {
    this.token = token;
    this.nodes = nodes;
    this.maxStalenessMs = maxStalenessMs;
  }

  /**
   * A write or delete that is on a node.
   *
   * @param exact whether the client named a context; else the answer says whether the change
   *     superseded all that the session was shown of the key
   */
  Answer written(
      String operation,
      Request request,
      ApRegister.Told told,
      Outcome.Written written,
      Session session,
      boolean exact) {
    String key = request.key().orElseThrow();
    Reply.Wrote wrote = written.reply();
    List<String> pending = new ArrayList<>(nodes.unasked().keySet());
    pending.remove(written.node());
    SessionToken.Context next = told.contextAfter(written);
    String context = token.context(key, next.vector(), next.ids());
    Map<String, Object> body = body(operation, key);
    body.put("node", written.node());
    body.put("context", context);
    body.put("replicated_to", List.of(written.node()));
    body.put("pending", pending);
    if (operation.equals("delete")) {
      body.put("existed", wrote.superseded() > 0);
    }
    boolean suffices = exact || token.suffices(session, key, wrote.seen());
    body.put("session", word(suffices ? Outcome.Session.SATISFIED : Outcome.Session.BEHIND));
    if (wrote.siblings() > 1) {
      body.put("sibling_count", wrote.siblings());
    }
    if (written.unanswered() > 0) {
      body.put("unanswered_attempts", written.unanswered());
    }
    finish(request, told, body);
    Session after = token.after(session, session.seen().join(written.token()), key, next);
    Answer answer = new Answer(ApStatus.of(written), headers(context, after), body);
    return wrote.dot().map(dot -> answer.audited("dot", dot.toString())).orElse(answer);
  }

  /** A value or its absence, with its age. */
  Answer found(
      Request request, ApRegister.Told told, Outcome.Found found, long limitMs, Session session) {
    String key = request.key().orElseThrow();
    KeyState state = found.state();
    List<KeyState.Sibling> values = state.values();
    Map<String, Object> body = body("read", key);
    state.winner().ifPresent(winner -> body.put("value", winner.value()));
    body.put("node", found.node());
    OptionalLong bound = found.boundUs();
    body.put("staleness_ms", bound.isPresent() ? ceilMs(bound.getAsLong()) : null);
    body.put("max_staleness_ms", limitMs);
    body.put("stale", stale(bound, limitMs));
    if (values.size() > 1) {
      body.put("siblings", values.stream().map(KeyState.Sibling::value).toList());
    }
    String context = token.context(key, state);
    body.put("context", context);
    body.put("session", word(found.session()));
    if (found.merged().size() > 1) {
      body.put("merged", found.merged());
    }
    finish(request, told, body);
    Session after = token.after(session, found.token(), key, SessionToken.Context.of(state));
    Map<String, String> headers = headers(context, after);
    headers.put("X-Staleness-Ms", shown(bound));
    if (bound.isPresent()) {
      headers.put("Age", Long.toString(ceilMs(bound.getAsLong()) / 1_000));
    }
    return new Answer(ApStatus.of(found), headers, body);
  }

  static boolean stale(OptionalLong boundUs, long limitMs) {
    return boundUs.isEmpty() || boundUs.getAsLong() > limitMs * 1_000;
  }

  private static long ceilMs(long us) {
    return (us + 999) / 1_000;
  }

  private static String shown(OptionalLong boundUs) {
    return boundUs.isPresent() ? Long.toString(ceilMs(boundUs.getAsLong())) : "unknown";
  }

  private void finish(Request request, ApRegister.Told told, Map<String, Object> body) {
    body.put("nodes", NodeWords.shown(said(told)));
    explain(request, told, body::put);
    body.put("request_id", request.requestId());
  }

  /** Whom it asked, what its bound rests on and what is known of each link. */
  private void explain(Request request, ApRegister.Told told, BiConsumer<String, Object> into) {
    if (request.explain()) {
      Map<String, Object> watermarks = new TreeMap<>();
      told.heard()
          .forEach((name, seen) -> {
            Map<String, Object> ages = new TreeMap<>();
            seen.marks().forEach((source, mark) -> ages.put(source, ceilMs(seen.timeUs() - mark)));
            watermarks.put(name, ages);
          });
      Map<String, Object> explain = new LinkedHashMap<>();
      explain.put("order", told.asked());
      explain.put("skipped_open_breakers", told.skipped());
      explain.put("watermark_age_ms", watermarks);
      explain.put("links", nodes.links());
      into.accept("explain", explain);
    }
  }

  private static Map<String, Object> body(String operation, String key) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("mode", "ap");
    body.put("operation", operation);
    body.put("key", key);
    return body;
  }

  private static String word(Outcome.Session session) {
    return session.name().toLowerCase(Locale.ROOT);
  }

  private Map<String, String> headers(String context, Session session) {
    String text = token.session(session);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-Session-Token", text);
    headers.put("Set-Cookie", "cap_session=" + text + "; Path=/; HttpOnly; SameSite=Lax");
    headers.put("X-Causal-Context", context);
    return headers;
  }

  /** The refusal for an outcome that is no answer. */
  Problem refusal(Request request, ApRegister.Told told) {
    Problem problem =
        switch (told.outcome()) {
          case Outcome.Unavailable(int required, int received) ->
              unavailable(
                  told,
                  received == 0
                      ? "No node answered"
                      : "Only %d of the %d nodes needed answered".formatted(received, required),
                  required,
                  received);
          case Outcome.TooStale(OptionalLong bound) ->
              unavailable(told, "No node that could be reached is within the bound asked", 1, 0)
                  .with("staleness_ms", bound.isPresent() ? ceilMs(bound.getAsLong()) : null)
                  .withHeader("X-Staleness-Ms", shown(bound));
          case Outcome.SessionBehind(Outcome.Session session, VersionVector seen) ->
              unavailable(told, "No node that could be reached has all that this session saw", 1, 0)
                  .with("session", word(session));
          case Outcome.Crowded(int siblings, long bytes) ->
              new Problem(
                      Kind.CROWDED,
                      "The key has %d siblings of %d bytes and takes no more until somebody resolves"
                              .formatted(siblings, bytes)
                          + " them")
                  .with("nodes", NodeWords.shown(said(told)));
          case Outcome.Full() -> problem(told, "Every node that could be reached is full");
          case Outcome.Unknown(int unanswered) ->
              problem(
                      told,
                      "The write was sent and not answered: read the key, then write again if need"
                          + " be")
                  .with("unanswered_attempts", unanswered);
          case Outcome.Written written -> throw new IllegalArgumentException("that is an answer");
          case Outcome.Found found -> throw new IllegalArgumentException("that is an answer");
        };
    explain(request, told, problem::with);
    return problem;
  }

  private Problem problem(ApRegister.Told told, String detail) {
    return new Problem(Kind.of(ApStatus.of(told.outcome())), detail)
        .with("nodes", NodeWords.shown(said(told)));
  }

  private Problem unavailable(ApRegister.Told told, String detail, int required, int received) {
    Map<String, Object> quorum = new LinkedHashMap<>();
    quorum.put("required", required);
    quorum.put("reachable", NodeWords.reachable(said(told)));
    quorum.put("received", received);
    return problem(told, detail).with("quorum", quorum).retryAfterMs(nodes.retryAfterMs(required));
  }

  /** What each node had said by the time of the answer. */
  private Map<String, Word> said(ApRegister.Told told) {
    Map<String, Word> said = nodes.unasked();
    switch (told.outcome()) {
      case Outcome.Written written -> said.put(written.node(), Word.ACCEPTED);
      case Outcome.Found found -> found.merged().forEach(node -> said.put(node, Word.ACCEPTED));
      case Outcome.Unknown unknown -> told.asked().forEach(node -> said.put(node, Word.PENDING));
      case Outcome.Unavailable none -> answered(told, said, Word.ACCEPTED);
      case Outcome.TooStale stale -> answered(told, said, Word.REFUSED);
      case Outcome.SessionBehind behind -> answered(told, said, Word.REFUSED);
      case Outcome.Crowded crowded -> {}
      case Outcome.Full full -> told.asked().forEach(node -> said.put(node, Word.REFUSED));
    }
    return said;
  }

  /** Those heard were of no use and get this word; the others asked did not answer. */
  private void answered(ApRegister.Told told, Map<String, Word> said, Word word) {
    for (String node : told.asked()) {
      said.put(node, told.heard().containsKey(node) ? word : nodes.undone(node));
    }
  }

  long maxStalenessMs() {
    return maxStalenessMs;
  }
}
