package caplab.ap.core;

import java.util.HexFormat;

/**
 * One write, several attempts: every attempt carries the same id, so that its dots are one value
 * (AP-3).
 */
public final class WriteId {

  /**
   * How far every other source's watermark must have passed the moment a value was superseded
   * before its id is forgotten. Until then an attempt that lies in a silent connection may still
   * leave a copy under another dot.
   */
  public static final long GRACE_US = 5_000_000;

  /** How long after it was sent an attempt may act: less, so that drift does not matter. */
  public static final long ATTEMPT_MOST_US = GRACE_US - 500_000;

  /** How many ids of superseded values a key carries; past it the oldest go first. */
  public static final int HELD_MOST = 64;

  /** How many ids a client's context carries, and a session of one key. */
  public static final int CARRIED_MOST = 32;

  private WriteId() {}

  /** A write id: its age first, so that ids sort by age. */
  public static String of(long nowMs, long random) {
    return Codec.digits(nowMs, 16) + HexFormat.of().toHexDigits(random);
  }
}
