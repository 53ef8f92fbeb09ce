package caplab.lab.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * One promise as the run found it.
 *
 * @param promise what is promised
 * @param held whether every answer agreed with it
 * @param measured what was seen
 */
public record Verdict(String service, String promise, boolean held, String measured) {

  /** Prints the table; Markdown, so that the README can carry it as it is. */
  static void print(List<Verdict> verdicts, PrintStream out) {
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"service", "promise", "verdict", "measured"});
    for (Verdict v : verdicts) {
      rows.add(new String[] {v.service, v.promise, v.held ? "held" : "VIOLATED", v.measured});
    }
    int[] widths = new int[4];
    for (String[] row : rows) {
      for (int i = 0; i < 4; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    for (int r = 0; r < rows.size(); r++) {
      StringBuilder line = new StringBuilder("|");
      for (int i = 0; i < 4; i++) {
        String cell = rows.get(r)[i];
        line.append(' ').append(cell).append(" ".repeat(widths[i] - cell.length())).append(" |");
      }
      out.println(line);
      if (r == 0) {
        StringBuilder rule = new StringBuilder("|");
        for (int width : widths) {
          rule.append(' ').append("-".repeat(width)).append(" |");
        }
        out.println(rule);
      }
    }
  }
}
