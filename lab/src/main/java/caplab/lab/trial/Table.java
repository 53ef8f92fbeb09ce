package caplab.lab.trial;

import java.util.List;

/** A Markdown table whose columns stand below each other, so that it reads as plain text too. */
public final class Table {

  private Table() {}

  /**
   * Sets it.
   *
   * @param rows the heading first, all of one length
   */
  public static String of(List<List<String>> rows) {
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
      int width = rows.stream().mapToInt(row -> shown(row.get(at)).length()).max().orElse(0);
      String cell = shown(cells.get(column));
      line.append(' ')
          .append(cell)
          .append(String.valueOf(filler).repeat(width - cell.length()))
          .append(" |");
    }
    return line.toString();
  }

  private static String shown(String cell) {
    return cell.replace("|", "\\|").replace('\n', ' ');
  }
}
