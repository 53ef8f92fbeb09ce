package caplab.lab.bench;

import caplab.lab.bench.BenchResult.Idle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that was read off, in the order in which it was measured. */
final class Readings {

  private static final double PART_OF_SLOWEST = 0.8;

  /**
   * What one row of the table is about.
   *
   * @param contest the name of the peer, for the peer and for who is compared with it
   */
  record Cell(String rival, String contest, Work work, int clients, int valueBytes) {

    /** What it is compared with; a peer with itself. */
    Cell peer() {
      return new Cell(contest, contest, work.alike(), clients, valueBytes);
    }

    Cell raw() {
      return new Cell(RawRedis.NAME, RawRedis.NAME, work.alike(), clients, valueBytes);
    }
  }

  /** A stretch and the processor time that it took. */
  record Costed(Stretch stretch, Split spentUs) {

    Split perRequestUs() {
      return spentUs.by(Math.max(1, stretch.good()));
    }
  }

  private final Map<Cell, List<Costed>> closed = new LinkedHashMap<>();
  private final Map<Cell, List<Stretch>> paced = new LinkedHashMap<>();
  private final Map<String, Idle> idle = new LinkedHashMap<>();

  void closed(Cell cell, Costed costed) {
    closed.computeIfAbsent(cell, any -> new ArrayList<>()).add(costed);
  }

  void paced(Cell cell, Stretch stretch) {
    paced.computeIfAbsent(cell, any -> new ArrayList<>()).add(stretch);
  }

  void idle(Idle found) {
    idle.put(found.rival(), found);
  }

  /** What memory a rival took after a stretch. */
  void loaded(String rival, Split residentMb) {
    idle.computeIfPresent(rival, (name, before) -> before.loaded(residentMb));
  }

  Map<Cell, List<Costed>> closed() {
    return closed;
  }

  List<Stretch> paced(Cell cell) {
    return paced.getOrDefault(cell, List.of());
  }

  List<Idle> idle() {
    return List.copyOf(idle.values());
  }

  /** Good requests per second in each repetition. */
  List<Double> rates(Cell cell) {
    return closed.getOrDefault(cell, List.of()).stream()
        .map(each -> each.stretch().rate())
        .toList();
  }

  /** The rate at which latency is measured: requests per second, the same for all compared here. */
  double pace(Cell cell) {
    return PART_OF_SLOWEST
        * closed.keySet().stream()
            .filter(each -> each.peer().equals(cell.peer()))
            .mapToDouble(each -> Median.of(rates(each)).median())
            .min()
            .orElseThrow();
  }
}
