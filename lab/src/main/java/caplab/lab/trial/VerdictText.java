package caplab.lab.trial;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A judged run as text: Markdown tables, so that a document can carry them as they are. */
public final class VerdictText {

  /** Why the figures of the table and those of the bill may differ by a few. */
  public static final String COUNTED =
      "The bill counts every request that was under way during the cut, the table those that began"
          + " and ended in it.";

  private VerdictText() {}

  /** All that a person wants at the end of a run. */
  public static String whole(Laboratory.KeptRun kept) {
    List<String> parts = new ArrayList<>();
    parts.add(verdicts(kept.result()));
    parts.add(outcomes(kept.result()));
    parts.add(Costs.printed(kept.measures()) + "\n");
    parts.add(rest(kept));
    return String.join("\n", parts);
  }

  /** What did not hold, with why, and where the report is: what no run may leave out. */
  public static String rest(Laboratory.KeptRun kept) {
    String witnesses = witnesses(kept.result());
    Path logs = kept.report().resolveSibling("logs");
    return (witnesses.isEmpty() ? "" : witnesses + "\n\n")
        + "report: "
        + kept.report()
        + "\n"
        + (Files.isDirectory(logs) ? "logs: " + logs + "\n" : "");
  }

  /** The verdict table. */
  public static String verdicts(RunResult result) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("service", "promise", "verdict", "measured"));
    for (PromiseVerdict each : result.verdicts()) {
      String word = each.word().text();
      String shown = each.word() == PromiseVerdict.Word.HELD ? word : word.toUpperCase(Locale.ROOT);
      rows.add(List.of(each.service(), each.promise(), shown, each.measured()));
    }
    return Table.of(rows);
  }

  /** What was seen of what the experiment foretold. */
  public static String outcomes(RunResult result) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("outcome", "grade", "seen"));
    for (RunResult.Count each : result.outcomes()) {
      String grade = each.grade().name().toLowerCase(Locale.ROOT);
      rows.add(List.of(each.name(), grade, String.format(Locale.ROOT, "%,d", each.count())));
    }
    return Table.of(rows);
  }

  /** Why anything did not hold; empty if all did. */
  public static String witnesses(RunResult result) {
    return result.verdicts().stream()
        .filter(each -> !each.witness().isEmpty())
        .map(each ->
            each.service() + ", " + each.promise() + ":\n  " + String.join("\n  ", each.witness()))
        .collect(Collectors.joining("\n\n"));
  }
}
