package caplab.lab.trial;

import caplab.lab.cluster.Home;
import caplab.lab.cluster.Ports;
import caplab.lab.cluster.RedisBinary;
import caplab.lab.cluster.Refused;
import caplab.lab.cluster.Setup;
import caplab.lab.compose.ComposeStage;
import caplab.lab.compose.Grafana;
import caplab.lab.experiment.Experiment;
import caplab.lab.simulated.SimulatedStage;
import caplab.lab.stage.EmbeddedStage;
import caplab.lab.stage.Stage;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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
   * @param ground what it runs on
   */
  public record Order(
      Experiment experiment,
      long seed,
      long durationMs,
      Optional<Integer> portBase,
      Ground ground) {

    /** One run on real processes. */
    public Order(Experiment experiment, long seed, long durationMs, Optional<Integer> portBase) {
      this(experiment, seed, durationMs, portBase, Ground.EMBEDDED);
    }
  }

  /** What experiments run on. */
  public enum Ground {
    /** Real processes and links, real time. */
    EMBEDDED,
    /** The images as containers, on an engine. */
    COMPOSE,
    /** The same cores in virtual time. */
    SIMULATED;

    /** As people name it. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What came of it, and where it is kept.
   *
   * @param report the page for people, in the folder of the run
   */
  public record Result(Found found, Measures measures, Path report) {}

  /** What was recorded, and of which versions of what is not ours. */
  private record Played(Trial.Record record, Map<String, Object> versions) {}

  /** Runs an experiment and keeps its folder. */
  public Result run(Order order, Progress progress) {
    ZonedDateTime started = ZonedDateTime.now();
    Played played =
        switch (order.ground()) {
          case EMBEDDED -> embedded(order, progress);
          case COMPOSE -> compose(order, progress);
          case SIMULATED -> simulated(order, progress);
        };
    Trial.Record record = played.record();
    RunFolder folder = RunFolder.make(runs, started, order.experiment().name(), order.seed());
    folder.write("config.json", config(order, started, played.versions()));
    folder.write(record);
    Found found = Found.of(order.experiment(), record);
    Measures measures = Measures.of(order.experiment(), record, order.seed());
    folder.write("verdict.json", Written.verdict(found, measures));
    return new Result(found, measures, folder.report());
  }

  private static Played simulated(Order order, Progress progress) {
    try (Stage stage = SimulatedStage.start(order.experiment(), order.seed())) {
      return new Played(play(order, stage, progress), Map.of());
    }
  }

  /** On a stack of its own, whose Grafana, if there is one, is told of the faults. */
  private Played compose(Order order, Progress progress) {
    if (order.portBase().isPresent()) {
      throw Refused.usage(
          "--port-base is not for --on compose: docker-compose.yml fixes the ports");
    }
    try (ComposeStage stage = ComposeStage.start(root, order.experiment(), order.seed());
        Grafana grafana = Grafana.published()) {
      Trial.Record record = play(order, stage, new NotedProgress(progress, grafana));
      return new Played(record, stage.versions());
    }
  }

  /** On processes of its own, which are gone afterwards. */
  private Played embedded(Order order, Progress progress) {
    Home data = Home.temporary("cap-run-");
    // The system's Redis may be built with an allocator that faketime cannot be preloaded before.
    RedisBinary redis =
        order.experiment().clocks()
            ? RedisBinary.carried(binaries)
            : RedisBinary.choose(System.getenv("PATH"), binaries);
    try (Stage stage = EmbeddedStage.start(setup(order, data, redis), order.seed())) {
      return new Played(play(order, stage, progress), Map.of("redis", redis.version().toString()));
    } finally {
      data.leave();
    }
  }

  private static Trial.Record play(Order order, Stage stage, Progress progress) {
    return new Trial(order.experiment(), stage, order.seed(), order.durationMs(), progress).run();
  }

  private Setup setup(Order order, Home data, RedisBinary redis) {
    Experiment experiment = order.experiment();
    return new Setup(
        experiment.topology(),
        order.portBase().map(Ports::new).orElseGet(() -> Ports.free(experiment.topology())),
        data,
        redis,
        root,
        Setup.SERVICES,
        experiment.settings(),
        experiment.clocks());
  }

  private static Map<String, Object> config(
      Order order, ZonedDateTime started, Map<String, Object> others) {
    Experiment experiment = order.experiment();
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
    config.put("stage", order.ground().text());
    config.put("seed", order.seed());
    config.put("duration_ms", order.durationMs());
    config.put("started", started.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
    config.put("versions", versions);
    config.put("topology", topology);
    config.put("settings", experiment.settings());
    config.put("command", command(order));
    return config;
  }

  private static String command(Order order) {
    String on = order.ground() == Ground.EMBEDDED ? "" : " --on " + order.ground().text();
    return order.experiment().command() + on + " --seed " + order.seed();
  }
}
