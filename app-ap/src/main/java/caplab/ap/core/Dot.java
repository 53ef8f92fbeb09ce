package caplab.ap.core;

import java.util.Comparator;
import java.util.Locale;

/**
 * A dot: the name of one write, for ever. It is the position of the write in the log of one
 * incarnation of a node, never a counter per key (AP-1): a key that was deleted and collected would
 * start again at 1, and an old client's context would swallow its new values.
 *
 * @param incarnation the node's incarnation, see {@link #newIncarnation}
 * @param position position in that incarnation's log, from 1, below 2^53
 */
public record Dot(String incarnation, long position) implements Comparable<Dot> {

  private static final Comparator<Dot> ORDER =
      Comparator.comparing(Dot::incarnation).thenComparingLong(Dot::position);

  /**
   * Digits of an incarnation after the node's name: 16 of milliseconds, 8 random, then its line.
   */
  static final int DIGITS = 24;

  private static final long RANDOM = 100_000_000L;
  private static final long LINES = 1_000_000L;

  /**
   * Names a new life of a node: time plus random, never a counter, since a lost disk would have
   * lost the counter too; then its <em>line</em>. Digits only and of fixed width, so that
   * incarnations of one node compare as strings in every locale.
   *
   * <p>A life is of the line of the one that it was begun after, and newer. Begun after none that
   * anybody knew, it may be older than all before it, if the clock is slow: so it is of a line of
   * its own, and no floor of another speaks of it (AP-8).
   *
   * @param node the node's name; no comma, semicolon, equals sign or space
   * @param afterIncarnation the newest one known, or empty; the new one is always newer
   * @param nowMs milliseconds since 1970 by the instance's clock
   * @param random any number; fourteen of its digits are used
   */
  public static String newIncarnation(
      String node, String afterIncarnation, long nowMs, long random) {
    long after = afterIncarnation.isEmpty() ? 0 : millis(afterIncarnation) + 1;
    String line =
        afterIncarnation.isEmpty()
            ? Codec.digits(Math.floorMod(Math.floorDiv(random, RANDOM), LINES), 6)
            : line(afterIncarnation);
    return String.format(
        Locale.ROOT,
        "%s.%016d%08d%s",
        node,
        Math.max(after, nowMs),
        Math.floorMod(random, RANDOM),
        line);
  }

  /** The node whose incarnation this is. */
  public static String node(String incarnation) {
    int dot = incarnation.lastIndexOf('.');
    return dot < 0 ? incarnation : incarnation.substring(0, dot);
  }

  /** Whether both are lives of one node and of one line: then the lesser is the older one. */
  static boolean sameLine(String one, String other) {
    return one.length() == other.length()
        && line(one).equals(line(other))
        && node(one).equals(node(other));
  }

  private static String line(String incarnation) {
    int start = incarnation.lastIndexOf('.') + 1 + DIGITS;
    return incarnation.substring(Math.min(start, incarnation.length()));
  }

  private static long millis(String incarnation) {
    int start = incarnation.lastIndexOf('.') + 1;
    return Long.parseLong(incarnation.substring(start, start + DIGITS - 8));
  }

  /** The node that coordinated the write. */
  public String node() {
    return node(incarnation);
  }

  @Override
  public int compareTo(Dot other) {
    return ORDER.compare(this, other);
  }

  /** {@code incarnation=position}. */
  @Override
  public String toString() {
    return incarnation + "=" + position;
  }
}
