package caplab.lab;

import caplab.lab.cluster.Refused;
import caplab.lab.control.ControlReport;
import caplab.lab.control.ControlRunner;
import caplab.lab.control.Controls;
import caplab.lab.control.Find;
import caplab.lab.control.SeedSearch;
import caplab.lab.experiment.Experiment;
import caplab.lab.experiment.Experiments;
import caplab.lab.trial.Found;
import caplab.lab.trial.Laboratory;
import caplab.lab.trial.Laboratory.Ground;
import caplab.lab.trial.Laboratory.Order;
import caplab.lab.trial.Printed;
import caplab.lab.trial.Progress;
import caplab.lab.trial.Written;
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
    description = "Runs an experiment; exit 0 if all held, 1 violated, 2 undecided.")
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
  String on = "embedded";

  @Option(names = "--seed", paramLabel = "S", description = "Decides what clients do.")
  Long seed;

  @Option(names = "--duration", paramLabel = "D", description = "How long clients go on: 40s.")
  String duration;

  @Override
  public Integer call() {
    Ground ground = ground();
    if (name.equalsIgnoreCase(Controls.NAME)) {
      return controls();
    }
    Experiment experiment =
        ground == Ground.COMPOSE ? Experiments.inContainers(name) : Experiments.named(name);
    long chosen = seed == null ? ThreadLocalRandom.current().nextInt(SEEDS) : seed;
    long durationMs = duration == null ? experiment.durationMs() : wantedMs();
    Laboratory laboratory = Common.laboratory();
    Progress progress = common.json ? Progress.NONE : new LiveLine(experiment.name());
    Laboratory.Result result =
        laboratory.run(
            new Order(experiment, chosen, durationMs, Optional.ofNullable(common.portBase), ground),
            progress);
    if (common.json) {
      Common.showJson(Written.verdict(result.found(), result.measures()));
    } else {
      System.out.print(Printed.whole(result));
    }
    return result.found().status();
  }

  /** The broken parts are simulated, whatever else could run. */
  private int controls() {
    List<Long> durationsMs =
        duration == null ? Controls.SHORTEST.durationsMs() : List.of(wantedMs());
    SeedSearch search =
        new SeedSearch(durationsMs, seed == null ? 1 : seed, Controls.SHORTEST.seeds());
    List<Find> finds = ControlRunner.run(Controls.all(), search);
    Found found = ControlRunner.judged(finds);
    Path report = ControlReport.keep(finds, search, Common.laboratory().runs());
    if (common.json) {
      Common.showJson(Written.verdict(found));
    } else {
      System.out.println(Printed.verdicts(found));
      System.out.println(Printed.witnesses(found) + "\n");
      System.out.println("report: " + report);
    }
    return found.status();
  }

  private long wantedMs() {
    long wanted = (long) Amount.milliseconds(duration, DURATION_MS_MAX);
    if (wanted < DURATION_MS_MIN) {
      throw Refused.usage("--duration is at least " + DURATION_MS_MIN + "ms, not " + duration);
    }
    return wanted;
  }

  private Ground ground() {
    return switch (on) {
      case "embedded" -> Ground.EMBEDDED;
      case "compose" -> Ground.COMPOSE;
      case "simulated" -> Ground.SIMULATED;
      default -> throw Refused.usage("--on takes embedded, compose or simulated, not " + on);
    };
  }
}
