package caplab.ap.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A node's own record of its keys, kept by every step that writes: the dots that live under each,
 * and a sum of them for each of {@link #BUCKETS} parts of the keys; of a key that nothing lives
 * under, its tombstone. A key that disagrees with it was taken away by somebody else (AP-6); nodes
 * whose sums agree are level (AP-11).
 */
public final class Ledger {

  /** Parts of the keys that are compared as one. */
  public static final int BUCKETS = 1024;

  private static final int PREFIX_BITS = 12;
  private static final int SUM_BITS = 48;

  private final NavigableMap<String, SortedSet<Dot>> living = new TreeMap<>();
  private final NavigableMap<String, KeyState> buried = new TreeMap<>();

  /** Becomes what the other is. */
  void restore(Ledger other) {
    living.clear();
    living.putAll(other.living);
    buried.clear();
    buried.putAll(other.buried);
  }

  /** The dots that live under a key by this record. */
  SortedSet<Dot> of(String key) {
    return living.getOrDefault(key, Collections.emptySortedSet());
  }

  /** The tombstone of a key by this record. */
  Optional<KeyState> buried(String key) {
    return Optional.ofNullable(buried.get(key));
  }

  /** Records what a key is now; {@link KeyState#NONE} if it is none. */
  void write(String key, KeyState state) {
    Set<Dot> dots = state.siblings().keySet();
    if (dots.isEmpty()) {
      living.remove(key);
    } else if (!of(key).equals(dots)) {
      living.put(key, Collections.unmodifiableSortedSet(new TreeSet<>(dots)));
    }
    if (dots.isEmpty() && !state.equals(KeyState.NONE)) {
      buried.put(key, state);
    } else {
      buried.remove(key);
    }
  }

  /** At most so many recorded keys after a cursor, in order. */
  List<String> page(String cursor, int most) {
    return Stream.of(living, buried)
        .flatMap(recorded -> recorded.tailMap(cursor, false).keySet().stream().limit(most))
        .sorted()
        .limit(most)
        .toList();
  }

  /** Of one bucket, the keys that something lives under, as {@link Codec#digest}. */
  SortedMap<String, String> page(int bucket, String cursor, int most) {
    SortedMap<String, String> page = new TreeMap<>();
    living.tailMap(cursor, false).keySet().stream()
        .filter(key -> bucket(key) == bucket)
        .limit(most)
        .forEach(key -> page.put(key, Codec.digest(of(key))));
    return page;
  }

  /** A sum for each bucket: equal iff the same lives under its keys, but for chance. */
  List<Long> sums() {
    long[] sums = new long[BUCKETS];
    living.forEach((key, dots) -> {
      long part = hash(key + " " + Codec.digest(dots), SUM_BITS);
      sums[bucket(key)] = (sums[bucket(key)] + part) % (1L << SUM_BITS);
    });
    return Arrays.stream(sums).boxed().toList();
  }

  /** What lives, and the tombstones, by key. */
  @Override
  public String toString() {
    return living + " " + buried;
  }

  /** The bucket of a key. */
  public static int bucket(String key) {
    return (int) (hash(key, PREFIX_BITS) % BUCKETS);
  }

  /** The first bits of a SHA-1, which a script has at hand. */
  private static long hash(String text, int bits) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      long first = 0;
      for (int i = 0; i < Long.BYTES; i++) {
        first = first << Byte.SIZE | hash[i] & 0xff;
      }
      return first >>> Long.SIZE - bits;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
