package caplab.lab.control;

import caplab.lab.trial.PromiseVerdict;
import caplab.lab.trial.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All controls, judged: held if each was caught by each checker that is in charge of it. */
public final class ControlRunner {

  private ControlRunner() {}

  /** What the search found of every control. */
  public static List<Find> run(List<Control> controls, SeedSearch search) {
    List<Find> finds = new ArrayList<>();
    controls.forEach(control -> finds.addAll(search.of(control)));
    return finds;
  }

  /** The same as a verdict table; its status is 0 only if all were caught. */
  public static RunResult judged(List<Find> finds) {
    return new RunResult(finds.stream().map(ControlRunner::verdict).toList(), List.of());
  }

  private static PromiseVerdict verdict(Find find) {
    String promise =
        "\"%s\" is caught: %s".formatted(find.control().name(), find.checker().promise());
    return find.schedule()
        .map(schedule ->
            new PromiseVerdict(
                find.control().service(),
                promise,
                PromiseVerdict.Word.HELD,
                measured(schedule),
                witness(schedule)))
        .orElseGet(() ->
            new PromiseVerdict(
                find.control().service(),
                promise,
                PromiseVerdict.Word.VIOLATED,
                "nothing was noticed",
                List.of()));
  }

  private static String measured(Find.Schedule schedule) {
    return String.format(
        Locale.ROOT,
        "in %,d ms, %,d operations, seed %d; witness of %d",
        schedule.durationMs(),
        schedule.operations(),
        schedule.seed(),
        schedule.judgement().witness().size());
  }

  private static List<String> witness(Find.Schedule schedule) {
    List<String> lines = new ArrayList<>();
    lines.add(schedule.judgement().why());
    lines.addAll(schedule.judgement().lines());
    return lines;
  }
}
