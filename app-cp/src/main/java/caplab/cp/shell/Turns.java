package caplab.cp.shell;

import caplab.protocol.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** One operation at a time per register and instance (CP-5); the others wait in order. */
final class Turns {

  private static final class Waiting {
    private final Runnable begin;
    private EventLoop.Timer deadline = () -> {};

    Waiting(Runnable begin) {
      this.begin = begin;
    }
  }

  private final EventLoop loop;

  /** Per register with an operation in progress: who waits behind it. */
  private final Map<String, Deque<Waiting>> queues = new HashMap<>();

  Turns(EventLoop loop) {
    this.loop = loop;
  }

  /**
   * Begins an operation when its turn comes; it must end by {@link #endingOf}.
   *
   * @param late done instead if the deadline comes first
   */
  void await(String register, long deadlineMs, Runnable late, Runnable begin) {
    Deque<Waiting> queue = queues.get(register);
    if (queue == null) {
      queues.put(register, new ArrayDeque<>(2));
      begin.run();
      return;
    }
    Waiting waiting = new Waiting(begin);
    queue.add(waiting);
    waiting.deadline =
        loop.in(
            deadlineMs - loop.nowMs(),
            () -> {
              queue.remove(waiting);
              late.run();
            });
  }

  /** Hears the end of the operation in progress: the next one may begin. */
  <O> Consumer<O> endingOf(String register, Consumer<? super O> then) {
    return outcome -> {
      next(register);
      then.accept(outcome);
    };
  }

  private void next(String register) {
    Waiting next = queues.get(register).poll();
    if (next == null) {
      queues.remove(register);
    } else {
      next.deadline.cancel();
      loop.execute(next.begin);
    }
  }
}
