package caplab.lab;

import caplab.lab.demo.Story;
import caplab.lab.experiment.Experiment;
import caplab.lab.experiment.Experiments;
import caplab.lab.experiment.ScheduledFault;
import caplab.lab.model.StageKind;
import caplab.lab.trial.Laboratory;
import caplab.lab.trial.Laboratory.RunPlan;
import caplab.lab.trial.Progress;
import caplab.lab.trial.VerdictJson;
import caplab.lab.trial.VerdictText;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ./cap demo}: experiment E04, told while it runs. */
@Command(name = "demo", description = "Starts everything, cuts, heals, judges; exit 0 if all held.")
final class DemoCommand implements Callable<Integer> {

  @Mixin Common common;

  @Override
  public Integer call() {
    PrintStream told = common.json ? System.err : System.out;
    Experiment experiment = Experiments.named("E04");
    ScheduledFault cut = experiment.faults().getFirst();
    told.printf(
        "MAX_STALENESS_MS is %s here, so that nobody waits long.%n",
        experiment.settings().get("MAX_STALENESS_MS"));
    Laboratory.KeptRun kept =
        Common.laboratory()
            .run(
                new RunPlan(
                    experiment.joinedBy(new Story(told, cut.fromMs(), cut.toMs())),
                    ThreadLocalRandom.current().nextInt(RunCommand.SEEDS),
                    experiment.durationMs(),
                    Optional.ofNullable(common.portBase),
                    StageKind.EMBEDDED),
                Progress.NONE);
    if (common.json) {
      Common.showJson(VerdictJson.of(kept.result(), kept.measures()));
    } else {
      System.out.println();
      System.out.print(VerdictText.whole(kept));
    }
    return kept.result().status();
  }
}
