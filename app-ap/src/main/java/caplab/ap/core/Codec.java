package caplab.ap.core;

import java.util.Collection;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The texts in which Redis keeps dots, vectors, siblings and lives, so that a Lua pattern can take
 * them apart. A dot: {@code incarnation=position}. A vector: dots joined by commas, then, only if
 * there are floors, a semicolon and their dots. A sibling: {@code id,clock,value}. Lives and a set
 * of ids: names joined by commas. Marks: {@code node=microseconds} joined by commas. Empty is the
 * empty text.
 */
public final class Codec {

  private Codec() {}

  /** A vector as text. */
  public static String text(VersionVector vector) {
    String positions = pairs(vector.positions());
    return vector.floors().isEmpty() ? positions : positions + ";" + pairs(vector.floors());
  }

  /** A vector from its text. */
  public static VersionVector vector(String text) {
    int split = text.indexOf(';');
    return split < 0
        ? new VersionVector(marks(text), new TreeMap<>())
        : new VersionVector(marks(text.substring(0, split)), marks(text.substring(split + 1)));
  }

  /** A dot from its text. */
  public static Dot dot(String text) {
    int split = text.lastIndexOf('=');
    return new Dot(text.substring(0, split), Long.parseLong(text.substring(split + 1)));
  }

  /** A sibling as text; the value comes last and may hold anything. */
  public static String text(KeyState.Sibling sibling) {
    return sibling.id() + "," + sibling.clock() + "," + sibling.value();
  }

  /** A sibling from its text. */
  public static KeyState.Sibling sibling(String text) {
    int id = text.indexOf(',');
    int clock = text.indexOf(',', id + 1);
    return new KeyState.Sibling(
        text.substring(clock + 1), text.substring(0, id), text.substring(id + 1, clock));
  }

  /** Lives as text. */
  public static String text(Incarnations lives) {
    return String.join(",", lives.newest().values());
  }

  /** Lives from their text. */
  public static Incarnations lives(String text) {
    return Incarnations.of(names(text));
  }

  /** Names or ids as text. */
  public static String text(Collection<String> names) {
    return String.join(",", names);
  }

  /** Names or ids from their text. */
  public static SortedSet<String> names(String text) {
    SortedSet<String> names = new TreeSet<>();
    int end;
    for (int from = 0; from < text.length(); from = end + 1) {
      end = end(text, from);
      if (end > from) {
        names.add(text.substring(from, end));
      }
    }
    return names;
  }

  /** Ids from their text, in which each may have the time of its mention behind it, after an @. */
  public static SortedSet<String> ids(String text) {
    SortedSet<String> ids = new TreeSet<>();
    int end;
    for (int from = 0; from < text.length(); from = end + 1) {
      end = end(text, from);
      int time = text.indexOf('@', from);
      if (end > from) {
        ids.add(text.substring(from, time < 0 ? end : Math.min(time, end)));
      }
    }
    return ids;
  }

  private static int end(String text, int from) {
    int comma = text.indexOf(',', from);
    return comma < 0 ? text.length() : comma;
  }

  /** Numbers by name as text. */
  public static String pairs(SortedMap<String, Long> numbers) {
    StringBuilder text = new StringBuilder();
    numbers.forEach((name, number) ->
        text.append(text.isEmpty() ? "" : ",").append(name).append('=').append(number.longValue()));
    return text.toString();
  }

  /** Numbers by name from their text. */
  public static SortedMap<String, Long> marks(String text) {
    SortedMap<String, Long> numbers = new TreeMap<>();
    int end;
    for (int from = 0; from < text.length(); from = end + 1) {
      end = end(text, from);
      if (end > from) {
        int split = text.lastIndexOf('=', end - 1);
        numbers.put(text.substring(from, split), Long.parseLong(text, split + 1, end, 10));
      }
    }
    return numbers;
  }

  /** At least {@code width} decimal digits of a number that is not negative. */
  static String digits(long number, int width) {
    String digits = Long.toString(number);
    return "0".repeat(Math.max(0, width - digits.length())) + digits;
  }

  /**
   * The digest of a state: equal iff the siblings' dots are. The dots as sorted text, so a script
   * needs no more than a sort.
   */
  public static String digest(KeyState state) {
    return digest(state.siblings().keySet());
  }

  static String digest(Collection<Dot> dots) {
    return dots.stream().map(Dot::toString).sorted().collect(Collectors.joining(","));
  }
}
