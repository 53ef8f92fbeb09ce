package caplab.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers for objects, equal for equal fingerprints, and their fingerprint under each renaming. */
final class Catalog<T> {

  private final List<Fingerprint> renamings;
  private final Map<Long, Integer> numbers = new HashMap<>();
  private final List<T> items = new ArrayList<>();
  private final List<long[]> prints = new ArrayList<>();

  /**
   * @param renamings the first one changes no name
   */
  Catalog(List<Fingerprint> renamings) {
    this.renamings = renamings;
  }

  /** The number of this object; drawn now if no equal one was met before. */
  int number(T item) {
    return number(item, item);
  }

  /**
   * @param likeness what is looked at instead of the object
   */
  int number(T item, Object likeness) {
    Integer known = numbers.putIfAbsent(renamings.getFirst().of(likeness), items.size());
    if (known != null) {
      return known;
    }
    items.add(item);
    prints.add(renamings.stream().mapToLong(it -> it.of(likeness)).toArray());
    return items.size() - 1;
  }

  T get(int number) {
    return items.get(number);
  }

  long print(int number, int renaming) {
    return prints.get(number)[renaming];
  }

  int size() {
    return items.size();
  }
}
