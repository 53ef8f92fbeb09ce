package caplab.lab.control;

import caplab.lab.history.Event;
import caplab.lab.history.HistoryWriter;
import caplab.lab.trial.RunFolder;
import caplab.lab.trial.Written;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The folder of a run of the controls: the verdicts, and every history in which one was caught. */
public final class Kept {

  private Kept() {}

  /** Writes it below {@code runs} and returns its report. */
  public static Path keep(List<Find> finds, Hunt hunt, Path runs) {
    ZonedDateTime started = ZonedDateTime.now();
    RunFolder folder = RunFolder.make(runs, started, Controls.NAME, hunt.firstSeed());
    List<Find> caught = finds.stream().filter(Find::caught).toList();
    folder.write("config.json", config(caught, hunt, started));
    folder.write("verdict.json", Written.verdict(Gate.judged(finds)));
    caught.forEach(find -> history(folder, find));
    return folder.report();
  }

  private static Map<String, Object> config(List<Find> caught, Hunt hunt, ZonedDateTime started) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("experiment", Controls.NAME);
    config.put("title", Controls.TITLE);
    config.put("question", Controls.QUESTION);
    config.put("stage", "simulated");
    config.put("seed", hunt.firstSeed());
    config.put("started", started.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
    config.put("versions", Map.of("java", Runtime.version().toString()));
    config.put("command", command(hunt));
    config.put("histories", caught.stream().map(Kept::file).toList());
    return config;
  }

  private static String command(Hunt hunt) {
    String length =
        hunt.durationsMs().equals(Controls.SHORTEST.durationsMs())
            ? ""
            : " --duration " + hunt.durationsMs().getLast() + "ms";
    return "./cap run " + Controls.NAME + " --seed " + hunt.firstSeed() + length;
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
    List<Event> events =
        control.play(control.broken().get(), caught.seed(), caught.durationMs()).events();
    try (HistoryWriter history = HistoryWriter.to(folder.path().resolve(file))) {
      for (Event event : events) {
        history.append(event);
      }
    } catch (IOException full) {
      throw new UncheckedIOException("cannot write " + file, full);
    }
  }
}
