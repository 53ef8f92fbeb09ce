package caplab.lab.check;

import caplab.lab.history.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Draws operations as bars from beginning to end, a lane for each process. The order of all
 * beginnings and ends is true to the history; the distances are not. An operation that may take
 * effect at any later time has no end.
 */
final class Lanes {

  /** The bars of one process; a second lane where it went on with something still open. */
  private record Lane(String name, List<Operation> bars) {

    boolean isFreeFor(Operation next) {
      return bars.getLast().before(next);
    }
  }

  private final List<Operation> operations;
  private final Map<Integer, Integer> columns = new HashMap<>();
  private int edge;

  private Lanes(List<Operation> operations) {
    this.operations = operations;
    measure();
  }

  static List<String> draw(List<Operation> operations) {
    Lanes lanes = new Lanes(operations);
    List<Lane> rows = lanes.rows();
    int margin = rows.stream().mapToInt(it -> it.name().length()).max().orElse(0) + 2;
    return rows.stream()
        .map(it -> it.name() + " ".repeat(margin - it.name().length()) + lanes.row(it))
        .toList();
  }

  /** Gives every beginning and end a column, so that each label has room in its bar. */
  private void measure() {
    Map<Integer, Operation> ends = new HashMap<>();
    TreeSet<Integer> positions = new TreeSet<>();
    for (Operation operation : operations) {
      positions.add(operation.began());
      if (operation.ended() != Operation.OPEN) {
        positions.add(operation.ended());
        ends.put(operation.ended(), operation);
      }
    }
    int column = -2;
    for (int position : positions) {
      Operation over = ends.get(position);
      column =
          over == null
              ? column + 2
              : Math.max(column + 1, columns.get(over.began()) + over.label().length() + 3);
      columns.put(position, column);
    }
    edge = column + 2;
    for (Operation operation : operations) {
      edge = Math.max(edge, columns.get(operation.began()) + operation.label().length() + 4);
    }
  }

  private List<Lane> rows() {
    Map<Long, List<Lane>> rows = new TreeMap<>();
    operations.stream()
        .sorted(Comparator.comparingInt(Operation::began))
        .forEach(it -> place(it, rows.computeIfAbsent(it.process(), p -> new ArrayList<>())));
    return rows.values().stream().flatMap(List::stream).toList();
  }

  private static void place(Operation operation, List<Lane> lanes) {
    for (Lane lane : lanes) {
      if (lane.isFreeFor(operation)) {
        lane.bars().add(operation);
        return;
      }
    }
    String name = lanes.isEmpty() ? "process " + operation.process() : "";
    lanes.add(new Lane(name, new ArrayList<>(List.of(operation))));
  }

  private String row(Lane lane) {
    StringBuilder row = new StringBuilder();
    for (Operation bar : lane.bars()) {
      row.repeat(' ', columns.get(bar.began()) - row.length());
      row.append("|-").append(bar.label());
      if (bar.ended() == Operation.OPEN) {
        row.repeat('-', edge - row.length() - 1).append('>');
      } else {
        row.repeat('-', columns.get(bar.ended()) - row.length()).append('|');
      }
    }
    return row.toString();
  }
}
