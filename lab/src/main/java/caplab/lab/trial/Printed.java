package caplab.lab.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A judged run as text: Markdown tables, so that a document can carry them as they are. */
public final class Printed {

  private Printed() {}

  /** All that a person wants at the end of a run. */
  public static String whole(Laboratory.Result result) {
    List<String> parts = new ArrayList<>();
    parts.add(verdicts(result.found()));
    parts.add(outcomes(result.found()));
    parts.add(costs(result.measures()) + "\n");
    String witnesses = witnesses(result.found());
    if (!witnesses.isEmpty()) {
      parts.add(witnesses + "\n");
    }
    parts.add("report: " + result.report() + "\n");
    return String.join("\n", parts);
  }

  /** The verdict table. */
  public static String verdicts(Found found) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("service", "promise", "verdict", "measured"));
    for (Verdict each : found.verdicts()) {
      String word = each.word().text();
      String shown = each.word() == Verdict.Word.HELD ? word : word.toUpperCase(Locale.ROOT);
      rows.add(List.of(each.service(), each.promise(), shown, each.measured()));
    }
    return Table.of(rows);
  }

  /** What was seen of what the experiment foretold. */
  public static String outcomes(Found found) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("outcome", "grade", "seen"));
    for (Found.Count each : found.outcomes()) {
      String grade = each.grade().name().toLowerCase(Locale.ROOT);
      rows.add(List.of(each.name(), grade, String.format(Locale.ROOT, "%,d", each.count())));
    }
    return Table.of(rows);
  }

  /** What the run cost, a sentence a line. */
  public static String costs(Measures measures) {
    return Costs.printed(measures);
  }

  /** Why anything did not hold; empty if all did. */
  public static String witnesses(Found found) {
    return found.verdicts().stream()
        .filter(each -> !each.witness().isEmpty())
        .map(each ->
            each.service() + ", " + each.promise() + ":\n  " + String.join("\n  ", each.witness()))
        .collect(Collectors.joining("\n\n"));
  }
}
