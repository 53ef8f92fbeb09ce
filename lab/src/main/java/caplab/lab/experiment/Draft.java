package caplab.lab.experiment;

import caplab.lab.check.Checker;
import caplab.lab.experiment.PossibleOutcome.Grade;
import caplab.lab.fault.Fault;
import caplab.lab.history.Operation;
import caplab.lab.model.Topology;
import caplab.lab.workload.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/** An experiment while it is being written, in the order in which it is read. */
public final class Draft {

  private static final long DURATION_MS = 20_000;

  private final String name;
  private final String title;
  private String question = "";
  private Topology topology = new Topology(3, 3);
  private long apartMs;
  private long durationMs = DURATION_MS;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private boolean clocks;
  private Optional<String> onlyReal = Optional.empty();
  private final List<Workload> workloads = new ArrayList<>();
  private final List<ScheduledFault> faults = new ArrayList<>();
  private Optional<String> isolated = Optional.empty();
  private final List<Promise> promises = new ArrayList<>();
  private final List<PossibleOutcome> outcomes = new ArrayList<>();

  Draft(String name, String title) {
    this.name = name;
    this.title = title;
  }

  public Draft asks(String question) {
    this.question = question;
    return this;
  }

  /** Three nodes in three zones, unless told otherwise. */
  public Draft on(int nodes, int zones) {
    topology = new Topology(nodes, zones);
    return this;
  }

  /** Zones are that far apart, from the first request on: the time of a round trip. */
  public Draft apart(long roundTripMs) {
    apartMs = roundTripMs;
    return this;
  }

  public Draft lasts(long durationMs) {
    this.durationMs = durationMs;
    return this;
  }

  /** An environment variable of every service. */
  public Draft with(String variable, String value) {
    settings.put(variable, value);
    return this;
  }

  /** Nodes whose clocks can be set. */
  public Draft withClocks() {
    clocks = true;
    return this;
  }

  /** It means something on real parts alone, for this reason. */
  public Draft needsRealParts(String why) {
    onlyReal = Optional.of(why);
    return this;
  }

  public Draft clients(Workload... more) {
    workloads.addAll(List.of(more));
    return this;
  }

  /** The usual ones of both services, and a bound that nobody waits long for. */
  Draft usualClients() {
    return with("MAX_STALENESS_MS", CommonPromises.MAX_STALENESS_MS)
        .clients(CommonPromises.clients());
  }

  /** A fault from {@code fromMs} to {@code toMs} of a run. */
  public Draft strikes(long fromMs, long toMs, Fault fault) {
    faults.add(new ScheduledFault(fault, fromMs, toMs));
    return this;
  }

  /** The one fault isolates this zone: the six numbers of Perseus are taken of it. */
  public Draft isolates(String zone) {
    isolated = Optional.of(zone);
    return this;
  }

  /** A checker judges all that the scope selects. */
  public Draft checks(String service, Checker checker, UnaryOperator<Observations> scope) {
    promises.add(Promise.checked(service, checker, scope));
    return this;
  }

  /** Every operation that the scope selects is good. */
  public Draft promises(
      String service, String text, UnaryOperator<Observations> scope, Predicate<Operation> good) {
    promises.add(Promise.each(service, text, scope, good));
    return this;
  }

  /** All of app-cp's requests get an answer that is no refusal. */
  Draft cpServes(String text) {
    return cpServes(text, UnaryOperator.identity());
  }

  /** Those in the scope do. */
  Draft cpServes(String text, UnaryOperator<Observations> scope) {
    return promises("app-cp", text, run -> scope.apply(run.cp()), CommonPromises.CP_SERVED);
  }

  /** All of app-cp's requests in the scope are refused, or honestly unknown. */
  Draft cpRefuses(String text, UnaryOperator<Observations> scope) {
    return promises("app-cp", text, run -> scope.apply(run.cp()), CommonPromises.CP_REFUSED);
  }

  /** All of app-ap's requests get an answer. */
  Draft apAnswers(String text) {
    return apAnswers(text, UnaryOperator.identity());
  }

  /** Those in the scope do. */
  Draft apAnswers(String text, UnaryOperator<Observations> scope) {
    return promises("app-ap", text, run -> scope.apply(run.ap()), CommonPromises.AP_SERVED);
  }

  /** What holds of the data of every run, and that both recover. */
  Draft usualPromises() {
    return promises(CommonPromises.data()).promises(CommonPromises.recovery());
  }

  /** Several promises that belong together. */
  public Draft promises(List<Promise> more) {
    promises.addAll(more);
    return this;
  }

  public Draft acceptable(String what, ToLongFunction<Observations> count) {
    outcomes.add(new PossibleOutcome(what, Grade.ACCEPTABLE, count));
    return this;
  }

  public Draft interesting(String what, ToLongFunction<Observations> count) {
    outcomes.add(new PossibleOutcome(what, Grade.INTERESTING, count));
    return this;
  }

  public Draft forbidden(String what, ToLongFunction<Observations> count) {
    outcomes.add(new PossibleOutcome(what, Grade.FORBIDDEN, count));
    return this;
  }

  public Experiment written() {
    return new Experiment(
        name,
        title,
        question,
        topology,
        apartMs,
        durationMs,
        Map.copyOf(settings),
        clocks,
        onlyReal,
        List.copyOf(workloads),
        List.copyOf(faults),
        isolated,
        List.copyOf(promises),
        List.copyOf(outcomes));
  }
}
