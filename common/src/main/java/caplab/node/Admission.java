package caplab.node;

import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets calls to one node through as its breaker permits (B-1). While a few trial calls decide, the
 * others wait for the verdict, within their deadlines: so a node that counts as serving serves the
 * next call. In real and in virtual time.
 */
public final class Admission {

  /** A call that wants to be sent; hears one of the two, once, and must not throw. */
  public interface Applicant {

    /**
     * It may be sent now.
     *
     * @param counted whether the breaker must be told how it ends; not of one that went past it
     */
    void admitted(boolean counted);

    /** It must not be sent. */
    void refused(String reason);
  }

  private record Waiting(long deadlineNanos, Applicant applicant) {}

  private final NodeBreaker breaker;
  private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile boolean closed;

  public Admission(NodeBreaker breaker) {
    this.breaker = breaker;
  }

  /** Decides now, or when the trial calls have decided, or at the deadline. */
  public void apply(long nowNanos, long deadlineNanos, Applicant applicant) {
    if (!decide(applicant)) {
      waiting.add(new Waiting(deadlineNanos, applicant));
      review(nowNanos);
    }
  }

  /** Decides what can be decided; called after whatever may have changed the breaker, and often. */
  public void review(long nowNanos) {
    // One at a time: whom it lets through may change the breaker at once, and ask for another.
    if (waiting.isEmpty() || asked.getAndIncrement() > 0) {
      return;
    }
    int seen = 1;
    while (seen > 0) {
      for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
        if (decide(all.next(), nowNanos)) {
          all.remove();
        }
      }
      seen = asked.addAndGet(-seen);
    }
  }

  /** Whoever waits is refused, now and later. */
  public void close(long nowNanos) {
    closed = true;
    review(nowNanos);
  }

  private boolean decide(Waiting call, long nowNanos) {
    if (closed) {
      call.applicant().refused("closed");
    } else if (nowNanos - call.deadlineNanos() >= 0) {
      call.applicant().refused("not sent in time");
    } else {
      return decide(call.applicant());
    }
    return true;
  }

  private boolean decide(Applicant applicant) {
    if (breaker.permits()) {
      applicant.admitted(true);
    } else if (breaker.skips()) {
      applicant.refused("breaker open");
    } else if (breaker.state() == Breaker.State.OPEN) {
      applicant.admitted(false);
    } else {
      return false;
    }
    return true;
  }
}
