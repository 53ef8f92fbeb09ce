package caplab.lab.run;

import static java.util.stream.Collectors.joining;

import caplab.lab.history.HistoryEvent;
import caplab.lab.history.HistoryReader;
import caplab.lab.history.HistoryWriter;
import caplab.lab.model.UserError;
import caplab.lab.wire.LabJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * The dated folder of one run: all that is needed to judge it again, by us or by others. A file
 * that is missing reads as empty: a run that was ended early still has a report.
 */
public record RunFolder(Path path) {

  private static final String CONFIG = "config.json";
  private static final String VERDICT = "verdict.json";
  private static final String HISTORY = "history.jsonl";
  private static final String FAULTS = "faults.jsonl";
  private static final String SAMPLES = "samples.jsonl";

  /** Makes {@code <date-time>-<experiment>-<seed>} below {@code runs}. */
  public static RunFolder make(Path runs, ZonedDateTime started, String experiment, long seed) {
    return make(runs, started, experiment + "-" + seed);
  }

  /** Makes {@code <date-time>-<what>} below {@code runs}. */
  public static RunFolder make(Path runs, ZonedDateTime started, String what) {
    String time = started.format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    try {
      return new RunFolder(Files.createDirectories(runs.resolve(time + "-" + what)));
    } catch (IOException full) {
      throw refused(runs, full);
    }
  }

  /**
   * One that is there.
   *
   * @throws IOException if it is no folder
   */
  public static RunFolder at(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      throw new NotDirectoryException(path.toString());
    }
    return new RunFolder(path);
  }

  /**
   * One of a run that came to its end.
   *
   * @throws IOException if it lacks what was run or what was found
   */
  public static RunFolder complete(Path path) throws IOException {
    for (String file : List.of(CONFIG, VERDICT)) {
      if (!Files.exists(path.resolve(file))) {
        throw new NoSuchFileException(path.resolve(file).toString());
      }
    }
    return new RunFolder(path);
  }

  public String name() {
    return path.toAbsolutePath().normalize().getFileName().toString();
  }

  /** What was run. */
  public void config(Object config) {
    write(CONFIG, LabJson.pretty(config) + "\n");
  }

  public JsonNode config() throws IOException {
    return object(CONFIG);
  }

  /** What was found. */
  public void verdict(Object verdict) {
    write(VERDICT, LabJson.pretty(verdict) + "\n");
  }

  public JsonNode verdict() throws IOException {
    return object(VERDICT);
  }

  /** What clients asked and got. */
  public void history(List<HistoryEvent> history) {
    history(HISTORY, history);
  }

  /** One of several histories. */
  public void history(String file, List<HistoryEvent> history) {
    lines(file, history, HistoryWriter::line);
  }

  public List<HistoryEvent> history() throws IOException {
    Path file = path.resolve(HISTORY);
    return Files.exists(file) ? HistoryReader.read(file) : List.of();
  }

  /** When what was broken, stalls of the machine among it. */
  public void faults(List<FaultSpan> faults) {
    lines(FAULTS, faults, LabJson.MAPPER::writeValueAsString);
  }

  public List<FaultSpan> faults() throws IOException {
    return lines(FAULTS, FaultSpan.class);
  }

  /** What the services said of themselves while it ran, in order of time. */
  public void samples(List<Sample> samples) {
    lines(SAMPLES, samples, LabJson.MAPPER::writeValueAsString);
  }

  public List<Sample> samples() throws IOException {
    return lines(SAMPLES, Sample.class);
  }

  /** A file of text, over an older one. */
  public Path write(String name, String text) {
    Path file = path.resolve(name);
    try {
      return Files.writeString(file, text);
    } catch (IOException full) {
      throw refused(file, full);
    }
  }

  private <T> void lines(String name, List<T> things, Function<T, String> line) {
    write(name, things.stream().map(each -> line.apply(each) + "\n").collect(joining()));
  }

  private JsonNode object(String name) throws IOException {
    Path file = path.resolve(name);
    return Files.exists(file)
        ? LabJson.MAPPER.readTree(Files.readString(file))
        : LabJson.MAPPER.createObjectNode();
  }

  private <T> List<T> lines(String name, Class<T> kind) throws IOException {
    Path file = path.resolve(name);
    return Files.exists(file)
        ? Files.readAllLines(file).stream()
            .filter(line -> !line.isBlank())
            .map(line -> LabJson.MAPPER.readValue(line, kind))
            .toList()
        : List.of();
  }

  private static UserError refused(Path where, IOException why) {
    return UserError.now(
        "cannot write " + where + ": " + why.getMessage() + "; make room there and run it again");
  }
}
