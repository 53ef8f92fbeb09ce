package caplab.ap.pbs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How one link spread the writes that were acknowledged at its source: those that arrived, and
 * those still on their way, which count as not arrived. It looks at the last minute; when nothing
 * was written for so long, at what it saw last. For many threads; times are nanoseconds of one
 * clock.
 *
 * <p>Memory is bounded: while too many are on their way, every second of these is forgotten and its
 * neighbour counts double, so that a long outage is seen coarsely but to its full length.
 *
 * @param <D> what names a write on the link
 */
public final class Spread<D> {

  private static final int PENDING_MOST = 256;
  private static final int ARRIVED_MOST = 1_024;
  private static final long MINUTE_NS = 60_000_000_000L;
  private static final long FORGOTTEN_NS = 10 * MINUTE_NS;

  private record Pending<D>(D write, long acknowledgedNs, int weight) {}

  private record Arrived(long acknowledgedNs, long tookNs, int weight) {}

  /** How many writes, and how many of them arrived in time. */
  record Count(double writes, double inTime) {
    Count plus(Count other) {
      return new Count(writes + other.writes, inTime + other.inTime);
    }
  }

  private final Deque<Pending<D>> pending = new ArrayDeque<>();
  private final Deque<Arrived> arrived = new ArrayDeque<>();
  private int stride = 1;
  private int passed;

  /** A write was acknowledged, and is on its way. */
  public synchronized void acknowledged(D write, long nowNs) {
    passed++;
    if (passed < stride) {
      return;
    }
    if (pending.size() == PENDING_MOST) {
      thin();
    }
    pending.add(new Pending<>(write, nowNs, stride));
    passed = 0;
  }

  private void thin() {
    boolean keep = false;
    List<Pending<D>> kept = new ArrayList<>();
    for (Pending<D> each : pending) {
      keep = !keep;
      if (keep) {
        kept.add(new Pending<>(each.write(), each.acknowledgedNs(), 2 * each.weight()));
      }
    }
    pending.clear();
    pending.addAll(kept);
    stride *= 2;
  }

  /**
   * Some may have arrived. One that has not for ten minutes is forgotten: its source may have lost
   * it for good.
   *
   * @return how long those took that did, in nanoseconds
   */
  public synchronized List<Long> arrived(Predicate<D> has, long nowNs) {
    List<Long> took = new ArrayList<>();
    pending.removeIf(write -> nowNs - write.acknowledgedNs() > FORGOTTEN_NS);
    Iterator<Pending<D>> writes = pending.iterator();
    while (writes.hasNext()) {
      Pending<D> write = writes.next();
      if (has.test(write.write())) {
        writes.remove();
        took.add(nowNs - write.acknowledgedNs());
        keep(new Arrived(write.acknowledgedNs(), took.getLast(), write.weight()));
      }
    }
    stride = pending.isEmpty() ? 1 : stride;
    return took;
  }

  private void keep(Arrived write) {
    if (arrived.size() == ARRIVED_MOST) {
      arrived.remove();
    }
    arrived.add(write);
  }

  /** Of the writes old enough to tell, how many had arrived so long after the acknowledgement. */
  synchronized Count within(long spanNs, long nowNs) {
    double writes = 0;
    double inTime = 0;
    long from = oldest(nowNs);
    for (Arrived write : arrived) {
      if (write.acknowledgedNs() >= from && nowNs - write.acknowledgedNs() >= spanNs) {
        writes += write.weight();
        inTime += write.tookNs() <= spanNs ? write.weight() : 0;
      }
    }
    for (Pending<D> write : pending) {
      writes += nowNs - write.acknowledgedNs() >= spanNs ? write.weight() : 0;
    }
    return new Count(writes, inTime);
  }

  /** How long the writes took that arrived, in milliseconds. */
  synchronized List<Double> tookMs(long nowNs) {
    long from = oldest(nowNs);
    return arrived.stream()
        .filter(write -> write.acknowledgedNs() >= from)
        .flatMap(write -> Stream.generate(() -> write.tookNs() / 1e6).limit(write.weight()))
        .limit(ARRIVED_MOST)
        .toList();
  }

  /** How many writes the last minute saw, arrived or not. */
  synchronized double writes(long nowNs) {
    return within(0, nowNs).writes();
  }

  /** From when on writes that arrived are looked at. */
  private long oldest(long nowNs) {
    for (Arrived write : arrived) {
      if (nowNs - write.acknowledgedNs() <= MINUTE_NS) {
        return nowNs - MINUTE_NS;
      }
    }
    return Long.MIN_VALUE;
  }
}
