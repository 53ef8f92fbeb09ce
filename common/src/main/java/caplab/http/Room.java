package caplab.http;

import caplab.http.Problem.Kind;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Memory that requests share, in bytes of what they carry (B-4). Whoever carries much waits for
 * room in turn, and is refused at his deadline; a part is kept for those who carry little, so a few
 * large values, however slowly they come, stop no small one. Safe for any number of threads.
 */
final class Room {

  /** Past it a value is large. */
  static final int SMALL_MOST = 16 * 1024;

  /** Of four parts large values may take three. */
  private static final int PARTS = 4;

  /** After some 250 small answers large ones are forgotten. */
  private static final int FADES = 64;

  private final Semaphore all;
  private final Semaphore large;
  private final int largest;

  /** Written by anybody without a lock: a lost update makes it a little less right. */
  private volatile int lately;

  /**
   * @param bytes for all together
   * @param largest the most that one may carry, for which there is room in any case
   */
  Room(long bytes, int largest) {
    long most = Math.max(bytes, (long) largest / (PARTS - 1) * PARTS + PARTS);
    int permits = (int) Math.min(most, Integer.MAX_VALUE);
    this.largest = permits / PARTS * (PARTS - 1);
    this.all = new Semaphore(permits, true);
    this.large = new Semaphore(this.largest, true);
  }

  /** How much a request carried: answers are taken to be as large, or a little smaller. */
  void carried(int bytes) {
    int smaller = lately - lately / FADES;
    int now = Math.max(bytes, smaller);
    if (now != lately) {
      lately = now;
    }
  }

  /** What one request holds; nothing, to begin with. */
  Share share() {
    return new Share();
  }

  /** What one request holds of the room, used by one thread at a time. */
  final class Share implements AutoCloseable {

    private int held;
    private int heldOfLarge;

    /**
     * Takes room for so many bytes more, which may take until the deadline.
     *
     * @throws Problem if there is none by then, or the service ends
     */
    void take(long bytes, long deadlineNanos) {
      int weight = (int) Math.min(bytes, largest);
      carried(weight);
      acquire(weight, deadlineNanos);
    }

    private void acquire(int weight, long deadlineNanos) {
      try {
        if (!(takeOfLarge(weight, deadlineNanos) && takeOfAll(weight, deadlineNanos))) {
          throw refusal();
        }
      } catch (InterruptedException ending) {
        Thread.currentThread().interrupt();
        throw refusal();
      }
    }

    /**
     * Takes room for an answer whose size nobody knows yet, if values were large lately.
     *
     * @throws Problem as {@link #take}
     */
    void takeAsLately(long deadlineNanos) {
      int expected = lately;
      if (expected > SMALL_MOST) {
        acquire(Math.min(expected, largest), deadlineNanos);
      }
    }

    /** Takes room for so many bytes more, if there is some now. */
    boolean tryTake(int bytes) {
      int weight = Math.min(bytes, largest);
      if (weight > SMALL_MOST) {
        if (!large.tryAcquire(weight)) {
          return false;
        }
        heldOfLarge += weight;
      }
      if (!all.tryAcquire(weight)) {
        return false;
      }
      held += weight;
      return true;
    }

    private boolean takeOfLarge(int weight, long deadlineNanos) throws InterruptedException {
      if (weight <= SMALL_MOST) {
        return true;
      }
      boolean taken = large.tryAcquire(weight, left(deadlineNanos), TimeUnit.NANOSECONDS);
      heldOfLarge += taken ? weight : 0;
      return taken;
    }

    private boolean takeOfAll(int weight, long deadlineNanos) throws InterruptedException {
      boolean taken =
          all.tryAcquire(weight)
              || all.tryAcquire(weight, left(deadlineNanos), TimeUnit.NANOSECONDS);
      held += taken ? weight : 0;
      return taken;
    }

    private static long left(long deadlineNanos) {
      return Math.max(0, deadlineNanos - System.nanoTime());
    }

    /** Gives all of it back. */
    @Override
    public void close() {
      if (held > 0) {
        all.release(held);
        held = 0;
      }
      if (heldOfLarge > 0) {
        large.release(heldOfLarge);
        heldOfLarge = 0;
      }
    }
  }

  /** What whoever finds none is told. */
  static Problem refusal() {
    return new Problem(Kind.UNAVAILABLE, "Too many bytes of values at once").retryAfterMs(1000);
  }
}
