package caplab.ap.core;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A version vector: what has been seen, as one position per incarnation. It is a key's context, a
 * node's applied vector and a session's token.
 *
 * <p>Incarnations that died and were levelled on every node have left the vector for a
 * <em>floor</em> per node, or per {@linkplain Dot#newIncarnation line} if it has several:
 * everything of older incarnations counts as seen, of the floor's own up to its end.
 *
 * @param positions the highest position seen, per incarnation; none is 0
 * @param floors the newest folded incarnation of a line and its end; at most one per line
 */
public record VersionVector(SortedMap<String, Long> positions, SortedMap<String, Long> floors) {

  /** Nothing seen. */
  public static final VersionVector NONE =
      new VersionVector(Collections.emptySortedMap(), Collections.emptySortedMap());

  public VersionVector {
    SortedMap<String, Long> highest = newestPerLine(floors);
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
  public static VersionVector upTo(Dot dot) {
    return of(dot.incarnation(), dot.position());
  }

  /** Everything of one incarnation up to a position. */
  public static VersionVector of(String incarnation, long position) {
    TreeMap<String, Long> one = new TreeMap<>();
    one.put(incarnation, position);
    return new VersionVector(one, Collections.emptySortedMap());
  }

  /** The join of many. */
  public static VersionVector all(Collection<VersionVector> many) {
    VersionVector all = NONE;
    for (VersionVector each : many) {
      all = all.join(each);
    }
    return all;
  }

  /** What was seen of one node's lives that are not folded. */
  public VersionVector of(String node) {
    SortedMap<String, Long> its = new TreeMap<>(positions);
    its.keySet().removeIf(incarnation -> !Dot.node(incarnation).equals(node));
    return new VersionVector(its, Collections.emptySortedMap());
  }

  /** How far the incarnation has been seen; 0 if not at all. Floors are not asked. */
  public long at(String incarnation) {
    return positions.getOrDefault(incarnation, 0L);
  }

  /** Whether the dot has been seen: then its absence from a state means it was superseded. */
  public boolean covers(Dot dot) {
    return at(dot.incarnation()) >= dot.position()
        || belowFloor(floors, dot.incarnation(), dot.position());
  }

  /** Whether everything the other has seen has been seen here. */
  public boolean covers(VersionVector other) {
    return !other.anyEntry(end -> !covers(end));
  }

  /**
   * Like {@link #covers(Dot)}, but what lay past the end of a folded incarnation counts as seen: it
   * died with a disk. For sessions and for collecting tombstones, never in a merge, where a value
   * that a repair had carried ahead would be dropped.
   */
  public boolean passed(Dot dot) {
    return covers(dot) || died(dot);
  }

  /** Whether the dot lies past the end of a folded incarnation: no node has it in a log. */
  public boolean died(Dot dot) {
    String floor = floorOf(floors, dot.incarnation());
    return floor != null && dot.incarnation().compareTo(floor) <= 0 && !covers(dot);
  }

  /** The least vector that has seen what either has. */
  public VersionVector join(VersionVector other) {
    if (has(other)) {
      return this;
    }
    if (other.has(this)) {
      return other;
    }
    SortedMap<String, Long> joined = new TreeMap<>(positions);
    other.positions.forEach((incarnation, at) -> joined.merge(incarnation, at, Math::max));
    SortedMap<String, Long> ends = new TreeMap<>(floors);
    other.floors.forEach((incarnation, at) -> ends.merge(incarnation, at, Math::max));
    return new VersionVector(joined, ends);
  }

  /** Whether nothing of the other is missing here, to the letter. */
  private boolean has(VersionVector other) {
    return within(other.positions, positions) && within(other.floors, floors);
  }

  private static boolean within(SortedMap<String, Long> some, SortedMap<String, Long> all) {
    for (Map.Entry<String, Long> each : some.entrySet()) {
      Long known = all.get(each.getKey());
      if (known == null || known < each.getValue()) {
        return false;
      }
    }
    return true;
  }

  /** The most that both have seen. */
  public VersionVector meet(VersionVector other) {
    return equals(other) ? this : partIn(other).join(other.partIn(this));
  }

  private VersionVector partIn(VersionVector other) {
    SortedMap<String, Long> common = new TreeMap<>(positions);
    common.entrySet().removeIf(e -> !other.covers(new Dot(e.getKey(), e.getValue())));
    SortedMap<String, Long> ends = new TreeMap<>();
    floors.forEach((incarnation, end) -> {
      String floor = floorOf(other.floors, incarnation);
      boolean folded = floor != null && floor.compareTo(incarnation) >= 0;
      if (other.covers(new Dot(incarnation, end))) {
        (folded ? ends : common).put(incarnation, end);
      }
    });
    return new VersionVector(common, ends);
  }

  /** This and one dot; what lies before the dot counts as seen too. */
  public VersionVector with(Dot dot) {
    return join(upTo(dot));
  }

  /** The same with the dead incarnation of {@code end} folded to a floor that ends there. */
  public VersionVector fold(Dot end) {
    SortedMap<String, Long> ends = new TreeMap<>(floors);
    ends.merge(end.incarnation(), end.position(), Math::max);
    return new VersionVector(positions, ends);
  }

  /**
   * The same without what died with a disk.
   *
   * @param known a vector whose floors tell where dead incarnations ended
   * @param settled lives after which nothing of a dead one is left anywhere
   */
  public VersionVector rebase(VersionVector known, Incarnations settled) {
    if (positions.isEmpty()) {
      return this;
    }
    SortedMap<String, Long> left = new TreeMap<>(positions);
    left.entrySet()
        .removeIf(e -> {
          Dot end = new Dot(e.getKey(), e.getValue());
          return known.died(end) || (settled.dead(e.getKey()) && !known.covers(end));
        });
    return new VersionVector(left, floors);
  }

  /** What was seen, as the last dot of each incarnation, floors included. */
  public Stream<Dot> entries() {
    return Stream.concat(
        positions.entrySet().stream().map(e -> new Dot(e.getKey(), e.getValue())),
        floors.entrySet().stream().map(e -> new Dot(e.getKey(), e.getValue())));
  }

  /** Whether one of {@link #entries} is such. */
  boolean anyEntry(Predicate<Dot> such) {
    return anyOf(positions, such) || anyOf(floors, such);
  }

  private static boolean anyOf(SortedMap<String, Long> ends, Predicate<Dot> such) {
    for (Map.Entry<String, Long> end : ends.entrySet()) {
      if (such.test(new Dot(end.getKey(), end.getValue()))) {
        return true;
      }
    }
    return false;
  }

  private static SortedMap<String, Long> newestPerLine(SortedMap<String, Long> floors) {
    if (floors.isEmpty()) {
      return Collections.emptySortedMap();
    }
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
    for (String floor : floors.keySet()) {
      if (Dot.sameLine(floor, incarnation)) {
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
