package caplab.protocol;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One protocol in progress on an event loop: the interpreter of {@link Step}, in real and in
 * virtual time. Touched in turns of the loop only.
 */
final class Conversation<Q, R, O> {

  private final EventLoop loop;
  private final Map<String, ? extends Replica<Q, R>> replicas;
  private final Supplier<? extends O> otherwise;
  private final Consumer<? super O> then;

  private Phase<Q, R, O> phase;
  private long patienceMs;
  private EventLoop.Timer timer = () -> {};

  /** When the timer goes off; it may be before the patience is over, and is then set again. */
  private long timerNanos = Long.MAX_VALUE;

  private long dueNanos;

  /** Numbers the Ask or Pause in progress: events of another one are dropped. */
  private int ask;

  Conversation(
      EventLoop loop,
      Map<String, ? extends Replica<Q, R>> replicas,
      Supplier<? extends O> otherwise,
      Consumer<? super O> then) {
    this.loop = loop;
    this.replicas = replicas;
    this.otherwise = otherwise;
    this.then = then;
  }

  void begin(Step<Q, R, O> first) {
    guarded(first, null);
  }

  private void feed(int of, Event<R> event) {
    if (of == ask) {
      guarded(null, event);
    }
  }

  /** Takes the first step, or the one that follows from an event. */
  private void guarded(Step<Q, R, O> first, Event<R> event) {
    O outcome;
    try {
      Step<Q, R, O> step = first != null ? first : phase.on(event, loop.nowMs());
      if (!(step instanceof Step.Done<Q, R, O>(O end))) {
        take(step);
        return;
      }
      outcome = end;
    } catch (RuntimeException | Error fault) {
      loop.faulty(fault);
      outcome = otherwise.get();
    }
    ask++;
    timer.cancel();
    then.accept(outcome);
  }

  private void take(Step<Q, R, O> step) {
    switch (step) {
      case Step.Ask<Q, R, O>(Map<String, Q> messages, long patience, Phase<Q, R, O> next) -> {
        await(next, Math.max(1, patience), Math.max(1, patience));
        send(messages);
      }
      case Step.Stay<Q, R, O>(Phase<Q, R, O> next) -> phase = next;
      case Step.Pause<Q, R, O>(long least, long most, Phase<Q, R, O> next) -> {
        double random = most <= least ? 0 : (most - least) * loop.random().nextDouble();
        await(next, Math.max(1, most), least + random);
      }
      case Step.Done<Q, R, O> done -> throw new IllegalStateException("an end is no step to take");
    }
  }

  private void await(Phase<Q, R, O> next, long patience, double firstMs) {
    phase = next;
    patienceMs = patience;
    ask++;
    time(firstMs);
  }

  private void time(double ms) {
    dueNanos = loop.nanoTime() + (long) (ms * 1e6);
    if (dueNanos < timerNanos) {
      timer.cancel();
      set();
    }
  }

  private void set() {
    timerNanos = dueNanos;
    timer = loop.in((dueNanos - loop.nanoTime()) / 1e6, this::over);
  }

  private void over() {
    timerNanos = Long.MAX_VALUE;
    if (dueNanos > loop.nanoTime()) {
      set();
      return;
    }
    int of = ask;
    feed(of, new Event.Timeout<>());
    if (of == ask) {
      time(patienceMs);
    }
  }

  private void send(Map<String, Q> messages) {
    int current = ask;
    messages.forEach((name, message) ->
        replicas
            .get(name)
            .ask(message, patienceMs, event -> loop.execute(() -> feed(current, event))));
  }
}
