package caplab.lab.control;

import caplab.lab.history.HistoryEvent;
import caplab.lab.report.Report;
import caplab.lab.run.RunFolder;
import caplab.lab.trial.VerdictJson;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The folder of a run of the controls: the verdicts, and every history in which one was caught. */
public final class ControlReport {

  private ControlReport() {}

  /** Writes it below {@code runs} and returns its report. */
  public static Path keep(List<Find> finds, SeedSearch search, Path runs) {
    ZonedDateTime started = ZonedDateTime.now();
    RunFolder folder = RunFolder.make(runs, started, Controls.NAME, search.firstSeed());
    List<Find> caught = finds.stream().filter(Find::caught).toList();
    folder.config(config(caught, search, started));
    folder.verdict(VerdictJson.of(ControlRunner.judged(finds)));
    caught.forEach(find -> history(folder, find));
    return Report.write(folder);
  }

  private static Map<String, Object> config(
      List<Find> caught, SeedSearch search, ZonedDateTime started) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("experiment", Controls.NAME);
    config.put("title", Controls.TITLE);
    config.put("question", Controls.QUESTION);
    config.put("stage", "simulated");
    config.put("seed", search.firstSeed());
    config.put("started", started.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
    config.put("versions", Map.of("java", Runtime.version().toString()));
    config.put("command", command(search));
    config.put("histories", caught.stream().map(ControlReport::file).toList());
    return config;
  }

  private static String command(SeedSearch search) {
    String length =
        search.durationsMs().equals(Controls.SHORTEST.durationsMs())
            ? ""
            : " --duration " + search.durationsMs().getLast() + "ms";
    return "./cap run " + Controls.NAME + " --seed " + search.firstSeed() + length;
  }

  private static String file(Find find) {
    String name = find.control().name() + " " + find.checker().getClass().getSimpleName();
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".jsonl";
  }

  /** The same trial once more is the same history. */
  private static void history(RunFolder folder, Find find) {
    String file = file(find);
    Control control = find.control();
    Find.Schedule caught = find.schedule().orElseThrow();
    List<HistoryEvent> events =
        control.play(control.broken().get(), caught.seed(), caught.durationMs()).events();
    folder.history(file, events);
  }
}
