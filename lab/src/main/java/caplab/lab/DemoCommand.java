package caplab.lab;

import caplab.lab.demo.Lessons;
import caplab.lab.demo.Steps;
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
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./cap demo}: experiment E04, told while it runs. */
@Command(name = "demo", description = "Starts everything, cuts, heals, judges; exit 0 if all held.")
final class DemoCommand implements Callable<Integer> {

  @Mixin Common common;

  @Option(
      names = "--step",
      description = "Asks before each answer what you expect, and keeps the score; judges nothing.")
  boolean step;

  @Override
  public Integer call() {
    PrintStream told = common.json ? System.err : System.out;
    Experiment experiment = Experiments.named("E04");
    ScheduledFault cut = experiment.faults().getFirst();
    long staleMs = Long.parseLong(experiment.settings().get("MAX_STALENESS_MS"));
    told.printf(
        "Here an answer counts as stale once it may miss more than %,d ms (MAX_STALENESS_MS).%n",
        staleMs);
    Progress live =
        new Progress() {
          @Override
          public void shown(int port) {
            told.println(Common.live(port) + "\n");
          }
        };
    if (step) {
      Common.laboratory()
          .visit(plan(experiment), live, stage -> new Steps(stage, typed(), told, staleMs).play());
      return 0;
    }
    Story story = new Story(told, cut.fromMs(), cut.toMs(), staleMs);
    Laboratory.KeptRun kept = Common.laboratory().run(plan(experiment.joinedBy(story)), live);
    if (common.json) {
      Common.showJson(VerdictJson.of(kept.result(), kept.measures()));
    } else {
      System.out.println();
      System.out.println(VerdictText.verdicts(kept.result()));
      kept.measures().bill().ifPresent(bill -> teach(Lessons.of(kept.result(), bill)));
      System.out.print(VerdictText.rest(kept));
      Advice.about(kept.result().word(), Optional.of(experiment.command() + " --on simulated"))
          .ifPresent(System.out::println);
      System.out.println(
          "next: ./cap up and the tour in README.md, or ./cap run E06: what if only the answers are"
              + " lost?");
    }
    return kept.result().status();
  }

  private RunPlan plan(Experiment experiment) {
    return new RunPlan(
        experiment,
        ThreadLocalRandom.current().nextInt(RunCommand.SEEDS),
        experiment.durationMs(),
        Optional.ofNullable(common.portBase),
        StageKind.EMBEDDED,
        false);
  }

  private static BufferedReader typed() {
    return new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
  }

  private static void teach(List<String> lessons) {
    System.out.println("The bill, and what it shows:");
    for (int each = 0; each < lessons.size(); each++) {
      System.out.printf("  %d. %s%n", each + 1, lessons.get(each));
    }
    System.out.println(VerdictText.COUNTED);
    System.out.println();
  }
}
