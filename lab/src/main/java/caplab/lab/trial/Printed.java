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
    return table(rows);
  }

  /** What was seen of what the experiment foretold. */
  public static String outcomes(Found found) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("outcome", "grade", "seen"));
    for (Found.Count each : found.outcomes()) {
      String grade = each.grade().name().toLowerCase(Locale.ROOT);
      rows.add(List.of(each.name(), grade, String.format(Locale.ROOT, "%,d", each.count())));
    }
    return table(rows);
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

  private static String table(List<List<String>> rows) {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < rows.size(); row++) {
      text.append(line(rows, rows.get(row), ' ')).append('\n');
      if (row == 0) {
        text.append(line(rows, rows.getFirst().stream().map(any -> "").toList(), '-')).append('\n');
      }
    }
    return text.toString();
  }

  private static String line(List<List<String>> rows, List<String> cells, char filler) {
    StringBuilder line = new StringBuilder("|");
    for (int column = 0; column < cells.size(); column++) {
      int at = column;
      int width = rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0);
      String cell = cells.get(column);
      line.append(' ')
          .append(cell)
          .append(String.valueOf(filler).repeat(width - cell.length()))
          .append(" |");
    }
    return line.toString();
  }
}
