package caplab.lab.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The ways in which things may have gone, without those that another one makes superfluous: it
 * leaves the same changes and value, has more assertions behind it, and used fewer open calls.
 */
final class Frontier {

  private final long[] open;
  private final long[] assertions;
  private final Map<Key, List<SearchState>> ways = new HashMap<>();
  private int size;

  private record Key(long[] changes, int state) {

    @Override
    public boolean equals(Object other) {
      return other instanceof Key(long[] theirs, int value)
          && state == value
          && Arrays.equals(changes, theirs);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(changes) + state;
    }
  }

  /**
   * Empty.
   *
   * @param open slots of the open calls
   * @param assertions slots of the assertions
   */
  Frontier(long[] open, long[] assertions) {
    this.open = open;
    this.assertions = assertions;
  }

  void add(SearchState way) {
    long[] changes = way.done.clone();
    for (int i = 0; i < changes.length; i++) {
      changes[i] &= ~(open[i] | assertions[i]);
    }
    List<SearchState> others =
        ways.computeIfAbsent(new Key(changes, way.state), key -> new ArrayList<>(1));
    if (others.stream().noneMatch(it -> covers(it, way))) {
      size -= others.size();
      others.removeIf(it -> covers(way, it));
      others.add(way);
      size += others.size();
    }
  }

  void forEach(Consumer<SearchState> action) {
    ways.values().forEach(it -> it.forEach(action));
  }

  /**
   * Drops ways beyond a number, those first that used more open calls: these are the scarcest.
   *
   * @return whether any was dropped
   */
  boolean keep(int number) {
    if (size <= number) {
      return false;
    }
    List<SearchState> best = new ArrayList<>(size);
    forEach(best::add);
    best.sort(Comparator.comparingInt(this::openUsed));
    ways.clear();
    size = 0;
    best.subList(0, number).forEach(this::add);
    return true;
  }

  private int openUsed(SearchState way) {
    int used = 0;
    for (int i = 0; i < open.length; i++) {
      used += Long.bitCount(way.done[i] & open[i]);
    }
    return used;
  }

  int size() {
    return size;
  }

  /** Whether whatever can still happen to the other can happen to this one. */
  private boolean covers(SearchState one, SearchState other) {
    if (one.overwritten < other.overwritten) {
      return false;
    }
    for (int i = 0; i < one.done.length; i++) {
      long more = one.done[i] & ~other.done[i] & open[i];
      long less = other.done[i] & ~one.done[i] & assertions[i];
      if ((more | less) != 0) {
        return false;
      }
    }
    return true;
  }
}
