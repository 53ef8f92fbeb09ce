package caplab.lab.summary;

import caplab.lab.measure.CapBill;
import caplab.lab.run.FaultSpan;
import caplab.lab.run.RunFolder;
import caplab.lab.trial.PromiseVerdict.Word;
import caplab.lab.wire.LabJson;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
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

  /** One promise. */
  record Judged(String service, String promise, String verdict, String measured) {

    Word word() {
      return Word.of(verdict);
    }

    /** How many were checked; 0 if nothing was proved. Earlier runs said "looked at". */
    long looked() {
      String number =
          measured.matches("[0-9,]+ (checked|looked at)") ? measured.split(" ")[0] : "0";
      return Long.parseLong(number.replace(",", ""));
    }
  }

  /** Reads the folder of a run. */
  static Entry read(Path path) throws IOException {
    RunFolder folder = RunFolder.complete(path);
    JsonNode config = folder.config();
    JsonNode verdict = folder.verdict();
    return new Entry(
        folder.name(),
        config.path("experiment").asString(),
        config.path("title").asString(),
        config.path("stage").asString(),
        config.path("command").asString(),
        List.of(LabJson.MAPPER.treeToValue(verdict.path("verdicts"), Judged[].class)),
        verdict
            .path("outcomes")
            .valueStream()
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
  private static JsonNode bill(RunFolder folder) throws IOException {
    List<FaultSpan> faults = folder.faults().stream().filter(it -> !it.isStall()).toList();
    return faults.isEmpty()
        ? null
        : LabJson.MAPPER.valueToTree(CapBill.of(folder.history(), faults));
  }

  /** Stalls of several processes at once count once. */
  private static double stalledS(RunFolder folder) throws IOException {
    double stalledMs =
        FaultSpan.coveredMs(folder.faults().stream().filter(FaultSpan::isStall).toList());
    return Math.round(stalledMs / 100) / 10.0;
  }

  private static JsonNode filled(JsonNode node) {
    return node.isEmpty() ? null : node;
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
