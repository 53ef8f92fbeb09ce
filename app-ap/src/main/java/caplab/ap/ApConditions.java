package caplab.ap;

import caplab.ap.core.Read;
import caplab.ap.core.Session;
import caplab.ap.core.SessionToken;
import caplab.http.Problem;
import caplab.http.Problem.Kind;
import caplab.http.Request;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The conditions under which a client wants its request carried out, checked. */
final class ApConditions {

  /** Nobody waits for data a day old. */
  static final long BOUND_MS_MOST = 86_400_000;

  private static final Pattern WHOLE = Pattern.compile("[0-9]{1,9}");

  /** What this service could not keep, hence does not take. */
  private static final List<String> NOT_KEPT =
      List.of("if-match", "if-none-match", "idempotency-key");

  private final SessionToken token;

  ApConditions(SessionToken token) {
    this.token = token;
  }

  /** Refuses headers that ask for more than this service can keep. */
  static void refuseWhatIsNotKept(Request request) {
    for (String header : NOT_KEPT) {
      if (!request.lines(header).isEmpty()) {
        throw bad("app-ap could not keep " + header + ", so it does not take it; app-cp does");
      }
    }
  }

  /** What the client read before; none of ours, or another key's, is refused. */
  Optional<SessionToken.Context> context(String key, Request request) {
    Optional<String> header = request.header("x-causal-context");
    Optional<String> given = header.or(() -> request.query("context"));
    if (!given.equals(request.query("context").or(() -> header))) {
      throw bad("X-Causal-Context and ?context= disagree");
    }
    if (given.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        token
            .context(key, given.get())
            .orElseThrow(
                () -> bad("The context is not one that a read of this key answered with")));
  }

  /** A token of an unknown signature counts as none. */
  Session session(Request request) {
    return request
        .header("x-session-token")
        .flatMap(token::session)
        .or(() -> Optional.ofNullable(request.cookies().get("cap_session")).flatMap(token::session))
        .orElse(Session.NONE);
  }

  /** What a session was shown of a key. */
  SessionToken.Context shown(Session session, String key) {
    return token.shown(session, key);
  }

  /** Whether an answer behind the session is refused. */
  static boolean strict(Request request) {
    return request.query("session").isPresent();
  }

  /** How many nodes must answer. */
  static Read.Level level(Request request) {
    String level = request.query("level").orElse("one");
    return switch (level) {
      case "one" -> Read.Level.ONE;
      case "quorum" -> Read.Level.QUORUM;
      case "all" -> Read.Level.ALL;
      default -> throw new IllegalArgumentException("the route takes no level " + level);
    };
  }

  /** The bound asked, in microseconds; empty if none was. */
  static OptionalLong boundUs(Request request) {
    Optional<String> text = request.query("max_staleness_ms");
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    // The answer echoes it in whole milliseconds, so a fraction would be another bound.
    long ms = WHOLE.matcher(text.get()).matches() ? Long.parseLong(text.get()) : Long.MAX_VALUE;
    if (ms > BOUND_MS_MOST) {
      throw bad("max_staleness_ms takes whole milliseconds from 0 to " + BOUND_MS_MOST);
    }
    return OptionalLong.of(ms * 1_000);
  }

  private static Problem bad(String detail) {
    return new Problem(Kind.BAD_REQUEST, detail);
  }
}
