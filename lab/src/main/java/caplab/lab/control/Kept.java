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

  /** Writes it below {@code runs}. */
  public static RunFolder keep(List<Find> finds, Hunt hunt, Path runs) {
    ZonedDateTime started = ZonedDateTime.now();
    RunFolder folder = RunFolder.make(runs, started, Controls.NAME, hunt.firstSeed());
    folder.write("config.json", config(hunt, started));
    folder.write("verdict.json", Written.verdict(Gate.judged(finds)));
    finds.forEach(find -> find.schedule().ifPresent(caught -> history(folder, find, caught)));
    return folder;
  }

  private static Map<String, Object> config(Hunt hunt, ZonedDateTime started) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("experiment", Controls.NAME);
    config.put("title", Controls.TITLE);
    config.put("question", Controls.QUESTION);
    config.put("stage", "simulated");
    config.put("seed", hunt.firstSeed());
    config.put("started", started.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME));
    config.put("versions", Map.of("java", Runtime.version().toString()));
    config.put("command", "./cap run " + Controls.NAME + " --seed " + hunt.firstSeed());
    return config;
  }

  /** The same trial once more is the same history. */
  private static void history(RunFolder folder, Find find, Find.Schedule caught) {
    String name = (find.control().name() + " " + find.checker().getClass().getSimpleName());
    String file = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".jsonl";
    Control control = find.control();
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
