package caplab.lab;

import caplab.lab.control.ControlReport;
import caplab.lab.control.ControlRunner;
import caplab.lab.control.Controls;
import caplab.lab.control.Find;
import caplab.lab.control.SeedSearch;
import caplab.lab.experiment.Experiment;
import caplab.lab.experiment.Experiments;
import caplab.lab.model.StageKind;
import caplab.lab.model.UserError;
import caplab.lab.trial.Laboratory;
import caplab.lab.trial.Laboratory.RunPlan;
import caplab.lab.trial.Progress;
import caplab.lab.trial.RunResult;
import caplab.lab.trial.VerdictJson;
import caplab.lab.trial.VerdictText;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./cap run}: one experiment, from the first request to the verdict. */
@Command(
    name = "run",
    description = "Runs an experiment; exit 0 if all held, 1 violated, 2 undecided.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./cap run E04 --seed 7",
      "  ./cap run E04 --on simulated    in virtual time, without a server",
      "  ./cap run E04 --locked          with tokens, TLS and an audit",
      "  ./cap run E99                   one part broken at a time",
    })
final class RunCommand implements Callable<Integer> {

  /** Shorter than that hardly anybody is asked anything. */
  private static final long DURATION_MS_MIN = 100;

  private static final long DURATION_MS_MAX = 3_600_000;

  /** Seeds that a person can type again. */
  static final int SEEDS = 1_000_000;

  @Mixin Common common;

  @Parameters(paramLabel = "EXPERIMENT", description = "Its name, for example E04.")
  String name;

  @Option(
      names = "--on",
      paramLabel = "STAGE",
      description =
          "embedded (the default): real processes; compose: containers; simulated: virtual time.")
  StageKind on = StageKind.EMBEDDED;

  @Option(names = "--seed", paramLabel = "S", description = "Decides what clients do.")
  Long seed;

  @Option(names = "--duration", paramLabel = "D", description = "How long clients go on: 40s.")
  String duration;

  @Option(
      names = "--locked",
      description = "As in production: tokens, TLS to services and nodes, limits, an audit.")
  boolean locked;

  @Override
  public Integer call() {
    if (name.equalsIgnoreCase(Controls.NAME)) {
      return controls();
    }
    Experiment experiment =
        on == StageKind.COMPOSE ? Experiments.inContainers(name) : Experiments.named(name);
    long chosen = seed == null ? ThreadLocalRandom.current().nextInt(SEEDS) : seed;
    long durationMs = duration == null ? experiment.durationMs() : wantedMs();
    Laboratory laboratory = Common.laboratory();
    Progress progress = common.json ? Progress.NONE : new LiveLine(experiment.name());
    Laboratory.KeptRun kept =
        laboratory.run(
            new RunPlan(
                experiment, chosen, durationMs, Optional.ofNullable(common.portBase), on, locked),
            progress);
    if (common.json) {
      Common.showJson(VerdictJson.of(kept.result(), kept.measures()));
    } else {
      System.out.print(VerdictText.whole(kept));
      kept.audit().ifPresent(audit -> System.out.println("audit: " + audit));
      Optional<String> simulated =
          Optional.of(experiment.command() + " --on simulated --seed " + chosen)
              .filter(it -> experiment.onlyReal().isEmpty() && on != StageKind.SIMULATED);
      Advice.about(kept.result().word(), simulated).ifPresent(System.out::println);
    }
    return kept.result().status();
  }

  /** The broken parts are simulated, whatever else could run. */
  private int controls() {
    List<Long> durationsMs =
        duration == null ? Controls.SHORTEST.durationsMs() : List.of(wantedMs());
    SeedSearch search =
        new SeedSearch(durationsMs, seed == null ? 1 : seed, Controls.SHORTEST.seeds());
    List<Find> finds = ControlRunner.run(Controls.all(), search);
    RunResult result = ControlRunner.judged(finds);
    Path report = ControlReport.keep(finds, search, Common.laboratory().runs());
    if (common.json) {
      Common.showJson(VerdictJson.of(result));
    } else {
      System.out.println(VerdictText.verdicts(result));
      System.out.println(VerdictText.witnesses(result) + "\n");
      System.out.println("report: " + report);
    }
    return result.status();
  }

  private long wantedMs() {
    long wanted = (long) Amount.milliseconds(duration, DURATION_MS_MAX);
    if (wanted < DURATION_MS_MIN) {
      throw UserError.usage("--duration is at least " + DURATION_MS_MIN + "ms, not " + duration);
    }
    return wanted;
  }
}
