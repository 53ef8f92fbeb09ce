package caplab.ap;

import caplab.ap.core.Outcome;
import caplab.ap.core.Read;
import caplab.ap.core.Session;
import caplab.ap.core.SessionToken;
import caplab.ap.shell.ApRegister;
import caplab.config.Settings.StalenessPolicy;
import caplab.http.Answer;
import caplab.http.Described;
import caplab.http.KeyRoutes;
import caplab.http.Parameter;
import caplab.http.Problem.Kind;
import caplab.http.Request;
import caplab.http.Route;
import caplab.protocol.LiveLoop;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** What clients of app-ap can ask. */
final class ApRoutes implements KeyRoutes.Handler {

  private static final List<Parameter> SESSION =
      List.of(
          Parameter.EXPLAIN,
          Parameter.header("X-Session-Token", "What the session has seen, as an answer gave it"),
          Parameter.cookie("cap_session", "The same, as a browser keeps it"));
  private static final List<Parameter> READS =
      Parameter.join(
          SESSION,
          Parameter.whole(
              "max_staleness_ms",
              ApConditions.BOUND_MS_MOST,
              "Whole milliseconds: 503 rather than older data"),
          Parameter.oneOf("level", List.of("one", "quorum", "all"), "How many nodes must answer"),
          Parameter.oneOf("session", List.of("strict"), "503 rather than behind the session"));
  private static final List<Parameter> WRITES =
      Parameter.join(
          SESSION,
          Parameter.query("context", "What is superseded, as a read of the key gave it"),
          Parameter.header("X-Causal-Context", "The same"));

  private final LiveLoop loop;
  private final ApRegister register;
  private final ApAnswers answers;
  private final ApMetrics metrics;
  private final ApConfig config;
  private final ApConditions conditions;

  /**
   * @param loop on which the register runs
   */
  ApRoutes(
      LiveLoop loop,
      ApRegister register,
      ApAnswers answers,
      ApMetrics metrics,
      ApConfig config,
      ApConditions conditions) {
    this.loop = loop;
    this.register = register;
    this.answers = answers;
    this.metrics = metrics;
    this.config = config;
    this.conditions = conditions;
  }

  /** The table. */
  List<Route> table() {
    return KeyRoutes.of(
        "at one node, and says how stale what it shows may be", WRITES, READS, this);
  }

  @Override
  public Answer change(String operation, Request request, Optional<String> value) {
    ApConditions.refuseWhatIsNotKept(request);
    String key = request.key().orElseThrow();
    Optional<SessionToken.Context> context = conditions.context(key, request);
    Session session = conditions.session(request);
    SessionToken.Context shown = conditions.shown(session, key);
    ApRegister followed = followed(request);
    ApRegister.Told told =
        await(then -> followed.write(key, value, context, shown, request.deadlineMs(), then));
    return told.outcome() instanceof Outcome.Written written
        ? answers.written(operation, request, told, written, session, context.isPresent())
        : refuse(request, told);
  }

  @Override
  public List<Described> answers(String operation) {
    return ApDescription.of(operation);
  }

  @Override
  public Kind[] refusals(String operation) {
    return ApDescription.refusals(operation);
  }

  @Override
  public Answer read(Request request) {
    ApConditions.refuseWhatIsNotKept(request);
    String key = request.key().orElseThrow();
    OptionalLong asked = ApConditions.boundUs(request);
    StalenessPolicy policy = config.policy().get();
    boolean refuses = asked.isPresent() || policy == StalenessPolicy.REFUSE;
    long limitUs = asked.orElse(answers.maxStalenessMs() * 1_000);
    boolean limited = refuses || policy == StalenessPolicy.FALLTHROUGH;
    Session session = conditions.session(request);
    Read.Wish wish =
        new Read.Wish(
            ApConditions.level(request),
            limited ? OptionalLong.of(limitUs) : OptionalLong.empty(),
            refuses,
            session.seen(),
            ApConditions.strict(request));
    // Whoever may be refused though nodes answered is told which did.
    boolean overhear =
        request.explain() || refuses || wish.strict() || wish.level() != Read.Level.ONE;
    ApRegister followed = followed(request);
    ApRegister.Told told =
        await(then -> followed.read(key, wish, overhear, request.deadlineMs(), then));
    if (!(told.outcome() instanceof Outcome.Found found)) {
      return refuse(request, told);
    }
    long limitMs = limitUs / 1_000;
    metrics.read(
        key,
        found.state().values().size(),
        ApAnswers.stale(found.boundUs(), limitMs),
        found.session() == Outcome.Session.BEHIND);
    return answers.found(request, told, found, limitMs, session);
  }

  private Answer refuse(Request request, ApRegister.Told told) {
    if (told.outcome() instanceof Outcome.SessionBehind) {
      metrics.behind();
    }
    throw answers.refusal(request, told);
  }

  private ApRegister followed(Request request) {
    return register.along(request.span().trail(ApSpans.WORDS));
  }

  private ApRegister.Told await(Consumer<Consumer<ApRegister.Told>> operation) {
    return loop.await(operation, config.common().requestTimeout());
  }
}
