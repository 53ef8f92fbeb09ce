package caplab.ap.core;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A version vector: what has been seen, as one position per incarnation. It is a key's context, a
 * node's applied vector and a session's token.
 *
 * <p>Incarnations that died and were levelled on every node have left the vector for a
 * <em>floor</em> per node: everything of older incarnations counts as seen, of the floor's own up
 * to its end.
 *
 * @param positions the highest position seen, per incarnation; none is 0
 * @param floors the newest folded incarnation of a node and its end; at most one per node
 */
public record History(SortedMap<String, Long> positions, SortedMap<String, Long> floors) {

  /** Nothing seen. */
  public static final History NONE =
      new History(Collections.emptySortedMap(), Collections.emptySortedMap());

  public History {
    SortedMap<String, Long> highest = newestPerNode(floors);
    SortedMap<String, Long> kept = new TreeMap<>();
    positions.forEach((incarnation, position) -> {
      if (position > 0 && !belowFloor(highest, incarnation, position)) {
        kept.put(incarnation, position);
      }
    });
    positions = Collections.unmodifiableSortedMap(kept);
    floors = Collections.unmodifiableSortedMap(highest);
  }

  /** Everything of the dot's incarnation up to the dot. */
  public static History upTo(Stamp dot) {
    return of(dot.incarnation(), dot.position());
  }

  /** Everything of one incarnation up to a position. */
  public static History of(String incarnation, long position) {
    TreeMap<String, Long> one = new TreeMap<>();
    one.put(incarnation, position);
    return new History(one, Collections.emptySortedMap());
  }

  /** The join of many. */
  public static History all(Collection<History> many) {
    return many.stream().reduce(NONE, History::join);
  }

  /** How far the incarnation has been seen; 0 if not at all. Floors are not asked. */
  public long at(String incarnation) {
    return positions.getOrDefault(incarnation, 0L);
  }

  /** Whether the dot has been seen: then its absence from a state means it was superseded. */
  public boolean covers(Stamp dot) {
    return at(dot.incarnation()) >= dot.position()
        || belowFloor(floors, dot.incarnation(), dot.position());
  }

  /** Whether everything the other has seen has been seen here. */
  public boolean covers(History other) {
    return other.entries().allMatch(this::covers);
  }

  /**
   * Like {@link #covers(Stamp)}, but what lay past the end of a folded incarnation counts as seen:
   * it died with a disk. For sessions and for collecting tombstones, never in a merge, where a
   * value that a repair had carried ahead would be dropped.
   */
  public boolean passed(Stamp dot) {
    return covers(dot) || died(dot);
  }

  /** Whether the dot lies past the end of a folded incarnation: no node has it in a log. */
  public boolean died(Stamp dot) {
    String floor = floorOf(floors, dot.incarnation());
    return floor != null && dot.incarnation().compareTo(floor) <= 0 && !covers(dot);
  }

  /** The least history that has seen what either has. */
  public History join(History other) {
    SortedMap<String, Long> joined = new TreeMap<>(positions);
    other.positions.forEach((incarnation, at) -> joined.merge(incarnation, at, Math::max));
    SortedMap<String, Long> ends = new TreeMap<>(floors);
    other.floors.forEach((incarnation, at) -> ends.merge(incarnation, at, Math::max));
    return new History(joined, ends);
  }

  /** The most that both have seen. */
  public History meet(History other) {
    return partIn(other).join(other.partIn(this));
  }

  private History partIn(History other) {
    SortedMap<String, Long> common = new TreeMap<>(positions);
    common.entrySet().removeIf(e -> !other.covers(new Stamp(e.getKey(), e.getValue())));
    SortedMap<String, Long> ends = new TreeMap<>();
    floors.forEach((incarnation, end) -> {
      String floor = floorOf(other.floors, incarnation);
      boolean folded = floor != null && floor.compareTo(incarnation) >= 0;
      if (other.covers(new Stamp(incarnation, end))) {
        (folded ? ends : common).put(incarnation, end);
      }
    });
    return new History(common, ends);
  }

  /** This and one dot; what lies before the dot counts as seen too. */
  public History with(Stamp dot) {
    return join(upTo(dot));
  }

  /** The same with the dead incarnation of {@code end} folded to a floor that ends there. */
  public History fold(Stamp end) {
    SortedMap<String, Long> ends = new TreeMap<>(floors);
    ends.merge(end.incarnation(), end.position(), Math::max);
    return new History(positions, ends);
  }

  /**
   * The same without what died with a disk.
   *
   * @param known a vector whose floors tell where dead incarnations ended
   * @param settled lives after which nothing of a dead one is left anywhere
   */
  public History rebase(History known, View settled) {
    SortedMap<String, Long> left = new TreeMap<>(positions);
    left.entrySet()
        .removeIf(e -> {
          Stamp end = new Stamp(e.getKey(), e.getValue());
          return known.died(end) || (settled.dead(e.getKey()) && !known.covers(end));
        });
    return new History(left, floors);
  }

  /** What was seen, as the last dot of each incarnation, floors included. */
  public Stream<Stamp> entries() {
    return Stream.concat(
        positions.entrySet().stream().map(e -> new Stamp(e.getKey(), e.getValue())),
        floors.entrySet().stream().map(e -> new Stamp(e.getKey(), e.getValue())));
  }

  private static SortedMap<String, Long> newestPerNode(SortedMap<String, Long> floors) {
    SortedMap<String, Long> newest = new TreeMap<>();
    floors.forEach((incarnation, end) -> {
      String known = floorOf(newest, incarnation);
      if (known == null || known.compareTo(incarnation) < 0) {
        newest.remove(known == null ? incarnation : known);
        newest.put(incarnation, end);
      }
    });
    return newest;
  }

  private static String floorOf(SortedMap<String, Long> floors, String incarnation) {
    if (floors.isEmpty()) {
      return null;
    }
    String node = Stamp.node(incarnation);
    for (String floor : floors.keySet()) {
      if (Stamp.node(floor).equals(node)) {
        return floor;
      }
    }
    return null;
  }

  private static boolean belowFloor(
      SortedMap<String, Long> floors, String incarnation, long position) {
    String floor = floorOf(floors, incarnation);
    if (floor == null) {
      return false;
    }
    int age = incarnation.compareTo(floor);
    return age < 0 || (age == 0 && position <= floors.get(floor));
  }

  /** As {@link Codec} writes it. */
  @Override
  public String toString() {
    return Codec.text(this);
  }
}
