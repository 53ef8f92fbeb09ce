package caplab.ap;

import caplab.ap.core.Outcome;
import caplab.ap.core.Read;
import caplab.ap.core.SessionToken;
import caplab.ap.shell.ApRegister;
import caplab.config.Settings.StalenessPolicy;
import caplab.http.Answer;
import caplab.http.Request;
import caplab.http.Route;
import caplab.protocol.LiveLoop;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** The routes of app-ap: what a client asked for, checked and carried out. */
final class ApRoutes {

  private static final List<String> READ_PARAMETERS =
      List.of("max_staleness_ms", "level", "session", "explain", "X-Session-Token", "cap_session");
  private static final List<String> WRITE_PARAMETERS =
      List.of("context", "explain", "X-Causal-Context", "X-Session-Token", "cap_session");

  private final LiveLoop loop;
  private final ApRegister register;
  private final ApAnswers answers;
  private final ApConditions conditions;
  private final ApConfig config;
  private final ApMetrics metrics;

  /**
   * @param loop on which the register runs
   */
  ApRoutes(
      LiveLoop loop,
      ApRegister register,
      ApAnswers answers,
      ApConditions conditions,
      ApConfig config,
      ApMetrics metrics) {
    this.loop = loop;
    this.register = register;
    this.answers = answers;
    this.conditions = conditions;
    this.config = config;
    this.metrics = metrics;
  }

  /** The table. */
  List<Route> all() {
    return List.of(
        write("POST", "/write/{key}/{value}", false, "Writes the value in the path at one node"),
        write("POST", "/write/{key}", true, "Writes the body at one node"),
        write("PUT", "/write/{key}", true, "The same"),
        new Route(
            "DELETE",
            "/write/{key}",
            "delete",
            false,
            WRITE_PARAMETERS,
            "Deletes at one node; survives a partition",
            request -> change("delete", request, Optional.empty())),
        new Route(
            "GET",
            "/read/{key}",
            "read",
            false,
            READ_PARAMETERS,
            "Reads at one node and says how stale the value may be",
            this::read));
  }

  private Route write(String method, String path, boolean body, String summary) {
    Function<Request, Answer> handler = request -> change("write", request, request.value());
    return new Route(method, path, "write", body, WRITE_PARAMETERS, summary, handler);
  }

  private Answer change(String operation, Request request, Optional<String> value) {
    ApConditions.refuseWhatIsNotKept(request);
    String key = request.key().orElseThrow();
    Optional<SessionToken.Context> context = conditions.context(key, request);
    ApRegister.Told told =
        await(then -> register.write(key, value, context, deadlineMs(request), then));
    return told.outcome() instanceof Outcome.Written written
        ? answers.written(operation, request, told, written, conditions.session(request))
        : refuse(told.outcome());
  }

  private Answer read(Request request) {
    ApConditions.refuseWhatIsNotKept(request);
    String key = request.key().orElseThrow();
    OptionalLong asked = ApConditions.boundUs(request);
    StalenessPolicy policy = config.policy().get();
    boolean refuses = asked.isPresent() || policy == StalenessPolicy.REFUSE;
    long limitUs = asked.orElse(answers.maxStalenessMs() * 1_000);
    boolean limited = refuses || policy == StalenessPolicy.FALLTHROUGH;
    Read.Wish wish =
        new Read.Wish(
            ApConditions.level(request),
            limited ? OptionalLong.of(limitUs) : OptionalLong.empty(),
            refuses,
            conditions.session(request),
            ApConditions.strict(request));
    ApRegister.Told told =
        await(then -> register.read(key, wish, request.explain(), deadlineMs(request), then));
    if (!(told.outcome() instanceof Outcome.Found found)) {
      return refuse(told.outcome());
    }
    long limitMs = limitUs / 1_000;
    metrics.read(
        key,
        found.state().values().size(),
        ApAnswers.stale(found.boundUs(), limitMs),
        found.session() == Outcome.Session.BEHIND);
    return answers.found(request, told, found, limitMs);
  }

  private Answer refuse(Outcome outcome) {
    if (outcome instanceof Outcome.SessionBehind) {
      metrics.behind();
    }
    throw answers.refusal(outcome);
  }

  private ApRegister.Told await(Consumer<Consumer<ApRegister.Told>> operation) {
    return loop.await(operation, config.common().requestTimeout());
  }

  private static long deadlineMs(Request request) {
    return TimeUnit.NANOSECONDS.toMillis(request.deadlineNanos());
  }
}
