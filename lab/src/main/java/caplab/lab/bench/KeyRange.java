package caplab.lab.bench;

import java.util.Locale;

/**
 * Keys that are asked for one after the other, and then from the beginning.
 *
 * @param first the number of the first
 * @param count how many there are
 */
record KeyRange(long first, long count) {

  /** All are written before anything is measured. */
  static final KeyRange KNOWN = new KeyRange(0, 1000);

  private static final long FRESH = 100_000_000;

  /** Keys that were never used: more than a stretch can use up. */
  static KeyRange fresh(int stretch) {
    return new KeyRange(FRESH * stretch, FRESH);
  }

  /** Sixteen characters of the base64 alphabet, so that etcd's JSON takes a key as it stands. */
  static String key(long number) {
    return String.format(Locale.ROOT, "item%012d", number);
  }

  /** The key for the request of this index, counted from 0. */
  String at(long index) {
    return key(first + index % count);
  }
}
