package caplab.cp;

import caplab.access.Role;
import caplab.cp.core.Change;
import caplab.cp.core.Codec;
import caplab.cp.core.KeyedWrite;
import caplab.cp.core.OperationToken;
import caplab.cp.core.Outcome;
import caplab.cp.core.RegisterState;
import caplab.cp.shell.CpRegister;
import caplab.http.Answer;
import caplab.http.Described;
import caplab.http.KeyRoutes;
import caplab.http.Parameter;
import caplab.http.Problem;
import caplab.http.Problem.Kind;
import caplab.http.Request;
import caplab.http.Route;
import caplab.protocol.LiveLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What clients of app-cp can ask. */
final class CpRoutes implements KeyRoutes.Handler {

  private static final Parameter IF_MATCH =
      Parameter.entityTags(
          "If-Match", "Entity tags, one of which must be the version that is there");
  private static final Parameter IF_NONE_MATCH =
      Parameter.entityTags(
          "If-None-Match", "On a read, entity tags; on a write, * where no value is");
  private static final Parameter IDEMPOTENCY_KEY =
      Parameter.header("Idempotency-Key", 255, "A name by which a write sent again happens once");
  private static final List<Parameter> READS = List.of(IF_MATCH, IF_NONE_MATCH, Parameter.EXPLAIN);
  private static final List<Parameter> WRITES =
      List.of(IF_MATCH, IF_NONE_MATCH, IDEMPOTENCY_KEY, Parameter.EXPLAIN);

  private final LiveLoop loop;
  private final CpRegister register;
  private final CpAnswers answers;
  private final CpMetrics metrics;
  private final CpConfig config;

  /**
   * @param loop on which the register runs
   */
  CpRoutes(
      LiveLoop loop, CpRegister register, CpAnswers answers, CpMetrics metrics, CpConfig config) {
    this.loop = loop;
    this.register = register;
    this.answers = answers;
    this.metrics = metrics;
    this.config = config;
  }

  /** The table. */
  List<Route> table() {
    List<Route> table = new ArrayList<>(KeyRoutes.of("linearizably", WRITES, READS, this));
    table.add(
        new Route(
                "GET",
                "/op/{id}",
                "",
                false,
                List.of(Parameter.EXPLAIN),
                "Tells what became of a write whose outcome was unknown.",
                this::settle)
            .answering(CpDescription.settled(), Kind.UNSETTLED)
            .takenFrom(Role.WRITER, Role.OPERATOR));
    return table;
  }

  @Override
  public List<Described> answers(String operation) {
    return CpDescription.of(operation);
  }

  @Override
  public Kind[] refusals(String operation) {
    return CpDescription.refusals(operation);
  }

  @Override
  public Answer read(Request request) {
    CpConditions.OfRead conditions = CpConditions.ofRead(request);
    String key = request.key().orElseThrow();
    CpRegister followed = followed(request);
    Outcome outcome = await(then -> followed.read(key, request.deadlineMs(), then));
    if (outcome instanceof Outcome.Value(RegisterState state, var rounds)
        && !conditions.match().test(state)) {
      return answers.of("read", request, new Outcome.Unmet(state, rounds));
    }
    Answer answer = answers.of("read", request, outcome);
    return outcome instanceof Outcome.Value(RegisterState state, var rounds)
            && conditions.known().test(state)
        ? answer.unmodified()
        : answer;
  }

  @Override
  public Answer change(String operation, Request request, Optional<String> value) {
    String key = request.key().orElseThrow();
    Change.Condition condition = CpConditions.of(request);
    Change change =
        value
            .<Change>map(text -> new Change.Put(text, condition))
            .orElseGet(() -> new Change.Delete(condition));
    Optional<KeyedWrite.Keyed> keyed = keyed(operation, request);
    CpRegister followed = followed(request);
    Outcome outcome =
        await(then -> {
          if (keyed.isPresent()) {
            followed.changeOnce(key, change, keyed.get(), request.deadlineMs(), then);
          } else {
            followed.change(key, change, request.deadlineMs(), then);
          }
        });
    return answers.of(operation, request, outcome);
  }

  private Answer settle(Request request) {
    OperationToken token =
        OperationToken.read(request.parameters().get("id"), config.seal())
            .orElseThrow(() -> new Problem(Kind.BAD_REQUEST, "This id was not signed here"));
    CpRegister followed = followed(request);
    Outcome outcome =
        loop.await(
            then -> followed.settle(token, request.deadlineMs(), then), config.requestTimeout());
    return answers.settled(request, token, metrics.settled(outcome));
  }

  private CpRegister followed(Request request) {
    return register.along(request.span().trail(CpSpans.WORDS));
  }

  private Outcome await(Consumer<Consumer<Outcome>> operation) {
    return metrics.counted(loop.await(operation, config.requestTimeout()));
  }

  private static Optional<KeyedWrite.Keyed> keyed(String operation, Request request) {
    return CpConditions.idempotencyKey(request)
        .map(key -> KeyedWrite.Keyed.of(key, fingerprint(operation, request)));
  }

  private static String fingerprint(String operation, Request request) {
    return Codec.digest(
        String.join(
            "\n",
            operation,
            request.key().orElse(""),
            String.join(",", request.lines("if-match")),
            String.join(",", request.lines("if-none-match")),
            request.value().orElse("")));
  }
}
