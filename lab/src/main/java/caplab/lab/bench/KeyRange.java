package caplab.lab.bench;

import java.util.Locale;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Keys that are asked for one after the other, and then from the beginning.
 *
 * @param first the number of the first
 * @param count how many there are
 * @param step from one to the next, so that a short while of asking touches all of a large range;
 *     without a divisor in common with the count
 */
record KeyRange(long first, long count, long step) {

  /** All are written before anything is measured. */
  static final KeyRange KNOWN = of(1000);

  private static final long FRESH = 100_000_000;

  /** A prime that divides no power of ten. */
  private static final long STRIDE = 7_919;

  private static final long PART = 10_000;

  /** The first so many keys, asked for here and there. */
  static KeyRange of(long count) {
    return new KeyRange(0, count, count % STRIDE == 0 ? 1 : STRIDE);
  }

  /** Keys that were never used: more than a stretch can use up. */
  static KeyRange fresh(int stretch) {
    return new KeyRange(FRESH * stretch, FRESH, 1);
  }

  /** Sixteen characters of the base64 alphabet, so that etcd's JSON takes a key as it stands. */
  static String key(long number) {
    return String.format(Locale.ROOT, "item%012d", number);
  }

  /** The same keys in parts that take seconds to write. */
  Stream<KeyRange> parts() {
    return LongStream.iterate(0, done -> done < count, done -> done + PART)
        .mapToObj(done -> new KeyRange(first + done, Math.min(PART, count - done), 1));
  }

  /** The key for the request of this index, counted from 0. */
  String at(long index) {
    return key(first + index % count * step % count);
  }
}
