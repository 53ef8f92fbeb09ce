package caplab.ap.core;

import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;

/**
 * The staleness bound, without trusting clocks (AP-7). A watermark is a node's own TIME before a
 * link began to read the source that is now applied completely; so TIME minus the watermark is the
 * age of the data, not of the last contact, and only one clock is involved. It grows while a source
 * cannot be reached, and nothing is claimed when nothing is known.
 */
public final class StalenessBound {

  /** Two clocks may drift apart by this much per elapsed time: one part in so many. */
  private static final long DRIFT = 1_000;

  /** A step smaller than this, in microseconds, is not told from the noise of measuring. */
  public static final long STEP_US = 50_000;

  private static final long UNKNOWN = Long.MAX_VALUE;

  private StalenessBound() {}

  /**
   * One reading of a node's clock.
   *
   * @param timeUs the node's TIME
   * @param sentMs the instance's monotonic time before the node was asked
   * @param heardMs and after it answered
   */
  public record Pulse(long timeUs, long sentMs, long heardMs) {

    /**
     * Whether the node's clock was set between the two readings, forwards or back. They may
     * overlap: then it is not known which was first.
     */
    public boolean stepped(Pulse later) {
      long elapsed = later.timeUs - timeUs;
      long least = (later.sentMs - heardMs) * 1_000;
      long most = (later.heardMs - sentMs) * 1_000;
      long slack = STEP_US + Math.abs(most) / DRIFT;
      return elapsed < least - slack || elapsed > most + slack;
    }

    /** The latest that the node's TIME can be at a monotonic time of the instance. */
    public long latestAt(long nowMs) {
      return timeUs + (nowMs - sentMs) * 1_000;
    }

    /** And the earliest. */
    public long earliestAt(long nowMs) {
      return timeUs + (nowMs - heardMs) * 1_000;
    }

    /** How precise the reading is: the shorter the round trip, the better. */
    public long widthMs() {
      return heardMs - sentMs;
    }
  }

  /**
   * The bound of answers merged: per node that did not answer, the youngest watermark that an
   * answer has of it; of these the oldest. Every write acknowledged anywhere earlier than that is
   * reflected. Nodes that answered are themselves in what was read, unless they are not resynced.
   *
   * @param answers answers by node, only those whose watermarks are believed
   * @param members names of all nodes
   * @return microseconds before the read began; empty if unknown
   */
  public static OptionalLong boundUs(Map<String, Reply.Seen> answers, SortedSet<String> members) {
    long bound = 0;
    for (String source : members) {
      if (answers.containsKey(source) && answers.get(source).ready()) {
        continue;
      }
      long youngest = UNKNOWN;
      for (Reply.Seen answer : answers.values()) {
        Long mark = answer.marks().get(source);
        if (answer.ready() && mark != null) {
          youngest = Math.min(youngest, Math.max(0, answer.timeUs() - mark));
        }
      }
      bound = Math.max(bound, youngest);
    }
    return answers.isEmpty() || bound == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(bound);
  }

  /**
   * By how much to slow writes down under the policy {@code throttle}: not at all within the limit,
   * then as much as the bound exceeds it, up to a tenth of the limit.
   */
  public static long throttleMs(OptionalLong boundUs, long limitMs) {
    long most = limitMs / 10;
    return boundUs.isEmpty() ? most : Math.clamp(boundUs.getAsLong() / 1_000 - limitMs, 0, most);
  }
}
