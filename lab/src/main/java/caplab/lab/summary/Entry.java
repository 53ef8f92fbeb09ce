package caplab.lab.summary;

import caplab.lab.history.HistoryReader;
import caplab.lab.measure.CapBill;
import caplab.lab.measure.FaultWindow;
import caplab.lab.trial.Verdict.Word;
import caplab.lab.wire.Json;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * What the documentation keeps of one run.
 *
 * @param run the name of its folder
 * @param forbidden what was seen though it is forbidden; empty unless the run is violated
 * @param stalledS seconds during which the machine itself was too slow to judge by
 * @param bill of the faults; null of a run without one
 * @param perseus the six numbers of each service; null where no zone was isolated
 * @param latency of each service without a fault
 * @param rmse by which predicted and measured freshness differ; null if that was not measured
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Entry(
    String run,
    String experiment,
    String title,
    String stage,
    String command,
    List<Judged> verdicts,
    List<String> forbidden,
    double stalledS,
    JsonNode bill,
    JsonNode perseus,
    JsonNode latency,
    Double rmse) {

  private static final String STALL = "machine stall";

  /** One promise. */
  record Judged(String service, String promise, String verdict, String measured) {

    Word word() {
      return Word.of(verdict);
    }

    /** How many were looked at; 0 if nothing was proved. */
    long looked() {
      String number = measured.endsWith(" looked at") ? measured.split(" ")[0] : "0";
      return Long.parseLong(number.replace(",", ""));
    }
  }

  /** Reads the folder of a run. */
  static Entry read(Path folder) throws IOException {
    JsonNode config = Json.MAPPER.readTree(Files.readString(folder.resolve("config.json")));
    JsonNode verdict = Json.MAPPER.readTree(Files.readString(folder.resolve("verdict.json")));
    return new Entry(
        folder.toAbsolutePath().normalize().getFileName().toString(),
        config.path("experiment").asString(),
        config.path("title").asString(),
        config.path("stage").asString(),
        config.path("command").asString(),
        each(verdict.path("verdicts")).map(Entry::judged).toList(),
        each(verdict.path("outcomes"))
            .filter(it -> it.path("class").asString().equals("forbidden"))
            .filter(it -> it.path("seen").asBoolean())
            .map(it -> it.path("name").asString())
            .toList(),
        stalledS(folder),
        bill(folder),
        filled(verdict.path("perseus")),
        verdict.has("bill") ? null : filled(verdict.path("latency")),
        Optional.of(verdict.path("freshness").path("rmse"))
            .filter(JsonNode::isNumber)
            .map(JsonNode::asDouble)
            .orElse(null));
  }

  /** Drawn anew from the history, so that all runs are measured alike. */
  private static JsonNode bill(Path folder) throws IOException {
    List<FaultWindow> faults =
        lines(folder)
            .filter(it -> !it.path("name").asString().equals(STALL))
            .map(it ->
                new FaultWindow(
                    it.path("name").asString(),
                    it.path("target").asString(),
                    it.path("from_ms").asDouble(),
                    it.path("to_ms").asDouble()))
            .toList();
    return faults.isEmpty()
        ? null
        : Json.MAPPER.valueToTree(
            CapBill.of(HistoryReader.read(folder.resolve("history.jsonl")), faults));
  }

  private static Stream<JsonNode> lines(Path folder) throws IOException {
    Path faults = folder.resolve("faults.jsonl");
    return Files.exists(faults)
        ? Files.readAllLines(faults).stream().map(Json.MAPPER::readTree)
        : Stream.empty();
  }

  /** Stalls of several processes at once count once. */
  private static double stalledS(Path folder) throws IOException {
    double total = 0;
    double over = 0;
    List<JsonNode> stalls =
        lines(folder)
            .filter(it -> it.path("name").asString().equals(STALL))
            .sorted(Comparator.comparingDouble(it -> it.path("from_ms").asDouble()))
            .toList();
    for (JsonNode stall : stalls) {
      double to = stall.path("to_ms").asDouble();
      total += Math.max(0, to - Math.max(over, stall.path("from_ms").asDouble()));
      over = Math.max(over, to);
    }
    return Math.round(total / 100) / 10.0;
  }

  private static Stream<JsonNode> each(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  private static JsonNode filled(JsonNode node) {
    return node.isEmpty() ? null : node;
  }

  private static Judged judged(JsonNode verdict) {
    return new Judged(
        verdict.path("service").asString(),
        verdict.path("promise").asString(),
        verdict.path("verdict").asString(),
        verdict.path("measured").asString());
  }

  /** What became of all promises. */
  Word word() {
    return forbidden.isEmpty() ? Word.worst(verdicts.stream().map(Judged::word)) : Word.VIOLATED;
  }

  /** The words of all promises with how often each was said: {@code 11 held, 1 undecided}. */
  String tally() {
    return Stream.of(Word.HELD, Word.UNDECIDED, Word.VIOLATED)
        .map(word ->
            verdicts.stream().filter(each -> each.word() == word).count() + " " + word.text())
        .filter(words -> !words.startsWith("0 "))
        .reduce((one, other) -> one + ", " + other)
        .orElse("nothing judged");
  }

  /** A number of the bill, with commas; a dash where there is none. */
  String paid(String service, String what) {
    JsonNode number = bill == null ? null : bill.path(service).path(what);
    return number == null || !number.isNumber()
        ? "–"
        : String.format(Locale.ROOT, "%,.0f", number.asDouble());
  }
}
