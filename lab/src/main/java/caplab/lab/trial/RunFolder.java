package caplab.lab.trial;

import caplab.lab.cluster.UserError;
import caplab.lab.experiment.Window;
import caplab.lab.history.Event;
import caplab.lab.history.HistoryWriter;
import caplab.lab.report.Report;
import caplab.lab.stage.Sample;
import caplab.lab.stage.Stall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The dated folder of one run: all that is needed to judge it again, by us or by others. */
public record RunFolder(Path path) {

  private static final JsonMapper LINES = JsonMapper.builder().build();
  private static final JsonMapper PRETTY =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** Makes {@code <date-time>-<experiment>-<seed>} below {@code runs}. */
  public static RunFolder make(Path runs, ZonedDateTime started, String experiment, long seed) {
    String time = started.format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    try {
      return new RunFolder(
          Files.createDirectories(runs.resolve(time + "-" + experiment + "-" + seed)));
    } catch (IOException full) {
      throw refused(runs, full);
    }
  }

  /** {@code config.json} or {@code verdict.json}. */
  public void write(String name, Object content) {
    writing(name, file -> Files.writeString(file, PRETTY.writeValueAsString(content) + "\n"));
  }

  /** History, faults and samples. */
  public void write(Trial.Record record) {
    writing(
        "history.jsonl",
        file -> {
          try (HistoryWriter history = HistoryWriter.to(file)) {
            for (Event event : record.history()) {
              history.append(event);
            }
          }
        });
    lines(
        "faults.jsonl",
        Stream.concat(
            record.windows().stream().map(RunFolder::line),
            record.stalls().stream().map(RunFolder::line)));
    lines("samples.jsonl", record.samples().stream().map(RunFolder::line));
  }

  /** {@code report.html}, of all that was written before. */
  public Path report() {
    try {
      return Report.write(path);
    } catch (IOException full) {
      throw refused(path, full);
    }
  }

  private void lines(String name, Stream<Map<String, Object>> lines) {
    List<String> text = lines.map(LINES::writeValueAsString).toList();
    writing(name, file -> Files.write(file, text));
  }

  private static Map<String, Object> line(Window window) {
    return fault(window.name(), window.target(), window.beganMs(), window.healedMs());
  }

  private static Map<String, Object> fault(String name, String target, long fromMs, long toMs) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("name", name);
    line.put("target", target);
    line.put("from_ms", fromMs);
    line.put("to_ms", toMs);
    return line;
  }

  private static Map<String, Object> line(Stall stall) {
    return fault("machine stall", stall.target(), stall.fromMs(), stall.toMs());
  }

  private static Map<String, Object> line(Sample sample) {
    Map<String, Object> bounds = new TreeMap<>();
    sample
        .stalenessMs()
        .forEach((node, bound) ->
            bounds.put(node, bound.isPresent() ? Math.round(bound.getAsDouble()) : null));
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("time_ms", sample.timeMs());
    line.put("service", sample.service());
    line.put("zone", sample.zone());
    line.put("breakers", sample.breakers());
    line.put("staleness_ms", bounds);
    return line;
  }

  private interface Writing {
    void to(Path file) throws IOException;
  }

  private void writing(String name, Writing writing) {
    try {
      writing.to(path.resolve(name));
    } catch (IOException full) {
      throw refused(path.resolve(name), full);
    }
  }

  private static UserError refused(Path where, IOException why) {
    return UserError.now(
        "cannot write " + where + ": " + why.getMessage() + "; make room there and run it again");
  }
}
