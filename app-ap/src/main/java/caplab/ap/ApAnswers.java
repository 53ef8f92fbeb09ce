package caplab.ap;

import caplab.ap.core.KeyState;
import caplab.ap.core.Outcome;
import caplab.ap.core.Reply;
import caplab.ap.core.SessionToken;
import caplab.ap.core.VersionVector;
import caplab.ap.shell.ApRegister;
import caplab.ap.shell.ApStatus;
import caplab.http.Answer;
import caplab.http.Problem;
import caplab.http.Problem.Kind;
import caplab.http.Request;
import caplab.node.Breaker;
import caplab.node.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.TreeMap;

/** What app-ap answers, member by member, and what it says when it cannot. */
final class ApAnswers {

  private static final long RETRY_MS = 1_000;

  private final SessionToken token;
  private final SequencedMap<String, Node> nodes;
  private final long maxStalenessMs;
  private final ApHealth health;

  ApAnswers(
      SessionToken token, SequencedMap<String, Node> nodes, long maxStalenessMs, ApHealth health) {
    this.token = token;
    this.nodes = nodes;
    this.maxStalenessMs = maxStalenessMs;
    this.health = health;
  }

  /** A write or delete that is on a node. */
  Answer written(
      String operation,
      Request request,
      ApRegister.Told told,
      Outcome.Written written,
      VersionVector session) {
    String key = request.key().orElseThrow();
    Reply.Wrote wrote = written.reply();
    List<String> pending = new ArrayList<>(nodes.keySet());
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
    if (wrote.siblings() > 1) {
      body.put("sibling_count", wrote.siblings());
    }
    if (written.unanswered() > 0) {
      body.put("unanswered_attempts", written.unanswered());
    }
    finish(body, request, written.node(), told);
    return withSession(Answer.of(ApStatus.of(written), body), session.join(written.token()))
        .withHeader("X-Causal-Context", context);
  }

  /** A value or its absence, with its age. */
  Answer found(Request request, ApRegister.Told told, Outcome.Found found, long limitMs) {
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
    body.put("session", found.session().name().toLowerCase(Locale.ROOT));
    if (found.merged().size() > 1) {
      body.put("merged", found.merged());
    }
    finish(body, request, found.node(), told);
    Answer answer =
        withSession(Answer.of(ApStatus.of(found), body), found.token())
            .withHeader("X-Causal-Context", context)
            .withHeader("X-Staleness-Ms", shown(bound));
    return bound.isPresent()
        ? answer.withHeader("Age", Long.toString(ceilMs(bound.getAsLong()) / 1_000))
        : answer;
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

  private static void finish(
      Map<String, Object> body, Request request, String node, ApRegister.Told told) {
    if (request.explain()) {
      body.put("explain", explained(node, told));
    }
    body.put("request_id", request.requestId());
  }

  private static Map<String, Object> body(String operation, String key) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("mode", "ap");
    body.put("operation", operation);
    body.put("key", key);
    return body;
  }

  private Answer withSession(Answer answer, VersionVector session) {
    String text = token.session(session);
    return answer
        .withHeader("X-Session-Token", text)
        .withHeader("Set-Cookie", "cap_session=" + text + "; Path=/; HttpOnly; SameSite=Lax");
  }

  private static Map<String, Object> explained(String node, ApRegister.Told told) {
    Map<String, Object> explain = new LinkedHashMap<>();
    explain.put("node", node);
    explain.put("order", told.asked());
    explain.put("skipped_open_breakers", told.skipped());
    Map<String, Object> watermarks = new TreeMap<>();
    told.heard()
        .forEach((name, seen) -> {
          Map<String, Object> ages = new TreeMap<>();
          seen.marks().forEach((source, mark) -> ages.put(source, ceilMs(seen.timeUs() - mark)));
          watermarks.put(name, ages);
        });
    if (!watermarks.isEmpty()) {
      explain.put("watermark_age_ms", watermarks);
    }
    return explain;
  }

  /** The refusal for an outcome that is no answer. */
  Problem refusal(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Unavailable(int required, int received) ->
          unavailable(outcome, "Too few nodes could be reached", required, received);
      case Outcome.TooStale(OptionalLong bound) ->
          unavailable(outcome, "No node that could be reached is within the bound asked", 1, 0)
              .with("staleness_ms", bound.isPresent() ? ceilMs(bound.getAsLong()) : null)
              .withHeader("X-Staleness-Ms", shown(bound));
      case Outcome.SessionBehind(Outcome.Session session, VersionVector seen) ->
          unavailable(outcome, "No node that could be reached has all that this session saw", 1, 0)
              .with("session", session.name().toLowerCase(Locale.ROOT));
      case Outcome.Full() -> refusal(outcome, "Every node that could be reached is full");
      case Outcome.Unknown(int unanswered) ->
          refusal(
                  outcome,
                  "The write was sent and not answered: read the key, then write again if need be")
              .with("unanswered_attempts", unanswered)
              .with("nodes", states());
      case Outcome.Written written -> throw new IllegalArgumentException("a write is an answer");
      case Outcome.Found found -> throw new IllegalArgumentException("a read is an answer");
    };
  }

  private static Problem refusal(Outcome outcome, String detail) {
    return new Problem(Kind.of(ApStatus.of(outcome)), detail);
  }

  private Problem unavailable(Outcome outcome, String detail, int required, int received) {
    Map<String, Object> quorum = new LinkedHashMap<>();
    quorum.put("required", required);
    quorum.put("reachable", health.serving().size());
    quorum.put("received", received);
    return refusal(outcome, detail)
        .with("quorum", quorum)
        .with("nodes", states())
        .retryAfterMs(retryMs(nodes.values()));
  }

  private Map<String, Object> states() {
    Map<String, Object> states = new LinkedHashMap<>();
    nodes.forEach((name, node) ->
        states.put(
            name,
            node.breaker().state() == Breaker.State.OPEN
                ? "breaker_open"
                : node.status().connected() ? "connected" : "unreachable"));
    return states;
  }

  private static long retryMs(Collection<Node> nodes) {
    return nodes.stream()
        .flatMap(node -> node.breaker().nextAttemptIn().stream())
        .mapToLong(Duration::toMillis)
        .min()
        .orElse(RETRY_MS);
  }

  long maxStalenessMs() {
    return maxStalenessMs;
  }
}
