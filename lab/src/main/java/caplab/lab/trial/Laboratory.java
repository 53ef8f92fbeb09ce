package caplab.lab.trial;

import caplab.lab.compose.ComposeStage;
import caplab.lab.compose.Grafana;
import caplab.lab.console.Console;
import caplab.lab.embedded.DataDirectory;
import caplab.lab.embedded.Ports;
import caplab.lab.embedded.RedisBinary;
import caplab.lab.embedded.Setup;
import caplab.lab.experiment.Experiment;
import caplab.lab.model.StageKind;
import caplab.lab.model.UserError;
import caplab.lab.report.Report;
import caplab.lab.run.RunFolder;
import caplab.lab.simulated.SimulatedStage;
import caplab.lab.stage.EmbeddedStage;
import caplab.lab.stage.Stage;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Where experiments are run: starts what they need, judges what they show, and keeps the folder.
 *
 * @param root the folder of the project
 * @param binaries where a carried Redis is unpacked
 * @param runs where the folders of runs are kept
 */
public record Laboratory(Path root, Path binaries, Path runs) {

  /**
   * One run that is wanted.
   *
   * @param durationMs how long clients go on
   * @param portBase where the cluster listens; free ports if empty
   * @param kind what it runs on
   * @param locked whether nobody gets in without a token, which processes alone can do
   */
  public record RunPlan(
      Experiment experiment,
      long seed,
      long durationMs,
      Optional<Integer> portBase,
      StageKind kind,
      boolean locked) {}

  /**
   * What came of it, and where it is kept.
   *
   * @param report the page for people, in the folder of the run
   * @param audit the folder of the instances' audits and their key; empty unless it was locked
   */
  public record KeptRun(RunResult result, Measures measures, Path report, Optional<Path> audit) {}

  /**
   * What was recorded, and of which versions of what is not ours.
   *
   * @param left what is still to be kept of the data, and then dropped
   */
  private record Played(
      Trial.Record record, Map<String, Object> versions, Optional<DataDirectory> left) {}

  /** Runs an experiment and keeps its folder. */
  public KeptRun run(RunPlan plan, Progress progress) {
    if (plan.locked() && plan.kind() != StageKind.EMBEDDED) {
      throw UserError.usage(
          "--locked is for processes on this machine, not for --on " + plan.kind().text());
    }
    ZonedDateTime started = ZonedDateTime.now();
    Played played =
        switch (plan.kind()) {
          case EMBEDDED -> embedded(plan, progress);
          case COMPOSE -> compose(plan, progress);
          case SIMULATED -> simulated(plan, progress);
        };
    Trial.Record record = played.record();
    RunFolder folder = RunFolder.make(runs, started, plan.experiment().name(), plan.seed());
    folder.config(config(plan, started, played.versions()));
    folder.history(record.history());
    folder.faults(record.faults());
    folder.samples(record.samples());
    RunResult result = RunResult.of(plan.experiment(), record);
    Measures measures = Measures.of(plan.experiment(), record, plan.seed());
    folder.verdict(VerdictJson.of(result, measures));
    Optional<Path> audit = played.left().flatMap(left -> keep(left, plan, result, folder));
    return new KeptRun(result, measures, Report.write(folder), audit);
  }

  /** Of what a cluster left: the audits, if it has any, and the logs, if not all promises held. */
  private static Optional<Path> keep(
      DataDirectory left, RunPlan plan, RunResult result, RunFolder folder) {
    Optional<Path> audit = Optional.of(folder.path().resolve("audit")).filter(any -> plan.locked());
    audit.ifPresent(kept -> DataDirectory.copy(left.audits(), kept));
    if (result.word() != PromiseVerdict.Word.HELD) {
      DataDirectory.copy(left.logs(), folder.path().resolve("logs"));
    }
    DataDirectory.drop(left.directory());
    return audit;
  }

  private static Played simulated(RunPlan plan, Progress progress) {
    try (Stage stage = SimulatedStage.start(plan.experiment(), plan.seed())) {
      return new Played(play(plan, stage, progress), Map.of(), Optional.empty());
    }
  }

  /** On a stack of its own, whose Grafana, if there is one, is told of the faults. */
  private Played compose(RunPlan plan, Progress progress) {
    if (plan.portBase().isPresent()) {
      throw UserError.usage(
          "--port-base is not for --on compose: docker-compose.yml fixes the ports");
    }
    try (ComposeStage stage = ComposeStage.start(root, plan.experiment(), plan.seed());
        Grafana grafana = Grafana.published()) {
      Trial.Record record =
          play(plan, stage, new NotedProgress(progress, grafana, new HashMap<>()));
      return new Played(record, stage.versions(), Optional.empty());
    }
  }

  /** On processes of its own, which are gone afterwards. */
  private Played embedded(RunPlan plan, Progress progress) {
    return onProcesses(
        plan,
        progress,
        (stage, setup) -> {
          Trial.Record record = play(plan, stage, progress);
          Map<String, Object> versions = Map.of("redis", setup.redis().version().toString());
          return new Played(record, versions, Optional.of(setup.data().outlive()));
        });
  }

  /** Starts what a run of this plan needs and hands it over; all of it is gone afterwards. */
  public void visit(RunPlan plan, Progress progress, Consumer<Stage> guest) {
    onProcesses(
        plan,
        progress,
        (stage, setup) -> {
          guest.accept(stage);
          return true;
        });
  }

  /** Whoever wants to can look on in a browser, at the port of the console. */
  private <T> T onProcesses(RunPlan plan, Progress progress, BiFunction<Stage, Setup, T> use) {
    DataDirectory data = DataDirectory.temporary("cap-run-");
    // The system's Redis may be built with an allocator that faketime cannot be preloaded before.
    RedisBinary redis =
        plan.experiment().clocks()
            ? RedisBinary.carried(binaries)
            : RedisBinary.choose(System.getenv("PATH"), binaries);
    Setup setup = setup(plan, data, redis);
    try (EmbeddedStage stage = EmbeddedStage.start(setup, plan.seed());
        Console console = Console.showing(stage.cluster())) {
      progress.shown(console.port());
      return use.apply(stage, setup);
    } finally {
      data.leave();
    }
  }

  private static Trial.Record play(RunPlan plan, Stage stage, Progress progress) {
    return new Trial(plan.experiment(), stage, plan.seed(), plan.durationMs(), progress).run();
  }

  private Setup setup(RunPlan plan, DataDirectory data, RedisBinary redis) {
    Experiment experiment = plan.experiment();
    Setup open =
        new Setup(
            experiment.topology(),
            plan.portBase().map(Ports::new).orElseGet(() -> Ports.free(experiment.topology())),
            data,
            redis,
            root,
            Setup.SERVICES,
            experiment.settings(),
            experiment.clocks());
    return plan.locked() ? open.locked() : open;
  }

  private static Map<String, Object> config(
      RunPlan plan, ZonedDateTime started, Map<String, Object> others) {
    Experiment experiment = plan.experiment();
    Map<String, Object> versions = new LinkedHashMap<>();
    versions.put("java", Runtime.version().toString());
    versions.putAll(others);
    Map<String, Object> topology = new LinkedHashMap<>();
    topology.put("nodes", experiment.topology().nodes());
    topology.put("zones", experiment.topology().zones());
    topology.put(
        "max_staleness_ms",
        Long.parseLong(experiment.settings().getOrDefault("MAX_STALENESS_MS", "5000")));
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("experiment", experiment.name());
    config.put("title", experiment.title());
    config.put("question", experiment.question());
    config.put("stage", plan.kind().text());
    config.put("locked", plan.locked());
    config.put("seed", plan.seed());
    config.put("duration_ms", plan.durationMs());
    config.put("started", started.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
    config.put("versions", versions);
    config.put("topology", topology);
    config.put("settings", experiment.settings());
    config.put("command", command(plan));
    return config;
  }

  private static String command(RunPlan plan) {
    String locked = plan.locked() ? " --locked" : "";
    String on = plan.kind() == StageKind.EMBEDDED ? "" : " --on " + plan.kind().text();
    return plan.experiment().command() + on + locked + " --seed " + plan.seed();
  }
}
