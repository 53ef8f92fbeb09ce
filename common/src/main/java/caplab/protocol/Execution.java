package caplab.protocol;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * One protocol in progress. Events wait in a mailbox and whoever finds it idle works it off, so no
 * thread ever waits for another's sending.
 */
final class Execution<Q, R, O> {

  /** An event and the Ask or Pause (by its number) that it belongs to. */
  private record Mail<R>(int ask, Event<R> event) {}

  /** What the caller waits for: the Timeout of the Ask or Pause, at this time. */
  private record Wait(int ask, long patienceMs, long untilMs) {}

  private record Ending<O>(O outcome, RuntimeException fault) {}

  private final Driver driver;
  private final Map<String, ? extends Replica<Q, R>> replicas;
  private final Object monitor;
  private final Thread caller = Thread.currentThread();
  private final Queue<Mail<R>> mailbox = new ConcurrentLinkedQueue<>();
  private final AtomicInteger undelivered = new AtomicInteger();

  // Touched only by the one thread that works the mailbox off.
  private Phase<Q, R, O> phase;
  private int ask;

  private volatile Wait wait;
  private volatile long callerWakesMs = Long.MIN_VALUE;
  private volatile Ending<O> ending;

  Execution(Driver driver, Map<String, ? extends Replica<Q, R>> replicas, Object monitor) {
    this.driver = driver;
    this.replicas = replicas;
    this.monitor = monitor;
  }

  O run(Step<Q, R, O> first) {
    undelivered.set(1); // answers that come while the first messages go out must wait
    guarded(() -> take(first));
    workOff();
    keepTime();
    if (ending.fault() != null) {
      throw ending.fault();
    }
    return ending.outcome();
  }

  private void deliver(int to, Event<R> event) {
    mailbox.add(new Mail<>(to, event));
    if (undelivered.getAndIncrement() == 0) {
      feed();
      workOff();
    }
  }

  /** Called with one event (or the first step) done: goes on until none is left. */
  private void workOff() {
    while (undelivered.decrementAndGet() > 0) {
      feed();
    }
  }

  private void feed() {
    Mail<R> mail = mailbox.poll();
    if (ending == null && mail.ask() == ask) {
      guarded(() -> take(next(mail.event())));
    }
  }

  private Step<Q, R, O> next(Event<R> event) {
    synchronized (monitor) {
      return phase.on(event, driver.nowMs());
    }
  }

  private void take(Step<Q, R, O> step) {
    switch (step) {
      case Step.Ask<Q, R, O>(Map<String, Q> messages, long patienceMs, Phase<Q, R, O> then) -> {
        await(then, patienceMs);
        send(messages, patienceMs);
      }
      case Step.Stay<Q, R, O>(Phase<Q, R, O> then) -> phase = then;
      case Step.Pause<Q, R, O>(long mostMs, Phase<Q, R, O> then) ->
          await(then, driver.backOffMs(mostMs));
      case Step.Done<Q, R, O>(O outcome) -> end(new Ending<>(outcome, null));
    }
  }

  private void await(Phase<Q, R, O> then, long patienceMs) {
    phase = then;
    ask++;
    wait = new Wait(ask, patienceMs, driver.nowMs() + patienceMs);
    if (wait.untilMs() < callerWakesMs) {
      LockSupport.unpark(caller);
    }
  }

  private void send(Map<String, Q> messages, long patienceMs) {
    int current = ask;
    messages.forEach((name, message) ->
        replicas
            .get(name)
            .ask(message, driver.timeout(patienceMs).toMillis(), event -> deliver(current, event)));
  }

  private void end(Ending<O> how) {
    ending = how;
    LockSupport.unpark(caller);
  }

  private void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      end(new Ending<>(null, e));
    }
  }

  /** Parks the caller until the end, giving each Timeout that comes due. */
  private void keepTime() {
    boolean interrupted = false;
    Wait seen = null;
    long dueMs = 0;
    while (ending == null) {
      if (wait != seen) {
        seen = wait;
        dueMs = seen.untilMs();
      }
      callerWakesMs = dueMs;
      long leftMs = dueMs - driver.nowMs();
      if (leftMs <= 0) {
        dueMs = driver.nowMs() + Math.max(1, seen.patienceMs());
        deliver(seen.ask(), new Event.Timeout<>());
      } else if (wait == seen && ending == null) {
        LockSupport.parkNanos(this, leftMs * 1_000_000);
      }
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      caller.interrupt();
    }
  }
}
