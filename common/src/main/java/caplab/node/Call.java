package caplab.node;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ObjLongConsumer;

/**
 * One command on its way. Its stage decides what may be said of it: while it is {@code QUEUED} it
 * can be refused, for certainly nothing was sent; once {@code WRITTEN} it can only be answered or
 * lost. The caller hears of it once, whoever comes first.
 */
final class Call {

  private enum Stage {
    QUEUED,
    WRITTEN,
    WITHDRAWN
  }

  final Command command;
  final Frame frame;

  /** Whether the breaker counts what becomes of it. */
  final boolean counted;

  /** Whether it occupies a slot of the node's queue; the load of a script does not. */
  final boolean slot;

  private final long deadlineNanos;
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.QUEUED);
  private final AtomicReference<ObjLongConsumer<Reply>> caller;
  private volatile long writtenNanos;
  private boolean reloaded;

  /**
   * A command that a caller waits for.
   *
   * @param caller hears the reply, and how long after it was written the answer came
   */
  static Call of(
      Command command, long deadlineNanos, boolean counted, ObjLongConsumer<Reply> caller) {
    return new Call(command, deadlineNanos, counted, true, caller);
  }

  /** The load of a script on behalf of calls that wait for it. */
  static Call load(Command command, long deadlineNanos, ObjLongConsumer<Reply> caller) {
    return new Call(command, deadlineNanos, false, false, caller);
  }

  private Call(
      Command command,
      long deadlineNanos,
      boolean counted,
      boolean slot,
      ObjLongConsumer<Reply> caller) {
    this.slot = slot;
    this.command = command;
    this.frame = Frame.of(command);
    this.deadlineNanos = deadlineNanos;
    this.counted = counted;
    this.caller = new AtomicReference<>(caller);
    this.writtenNanos = System.nanoTime();
  }

  /** Takes the call for writing; false if it was withdrawn, or nobody waits for it any more. */
  boolean claim(long nowNanos) {
    writtenNanos = nowNanos;
    return !overdue(nowNanos)
        && caller.get() != null
        && stage.compareAndSet(Stage.QUEUED, Stage.WRITTEN);
  }

  /** Takes the call out before it was written; false if it was written or taken out already. */
  boolean withdraw() {
    return stage.compareAndSet(Stage.QUEUED, Stage.WITHDRAWN);
  }

  /** Back to the queue: the call was claimed and certainly not executed. */
  void requeue() {
    stage.set(Stage.QUEUED);
  }

  /** True the first time: a script is loaded once per call, then the call gives up. */
  boolean mayReload() {
    boolean first = !reloaded;
    reloaded = true;
    return first && caller.get() != null;
  }

  boolean overdue(long nowNanos) {
    return nowNanos - deadlineNanos >= 0;
  }

  /** Nanoseconds since it was written; before that, since it was made. */
  long age(long nowNanos) {
    return nowNanos - writtenNanos;
  }

  /** Tells the caller, unless it was told already. */
  void tell(Reply reply) {
    ObjLongConsumer<Reply> waiting = caller.getAndSet(null);
    if (waiting != null) {
      tell(waiting, reply, age(System.nanoTime()));
    }
  }

  /** Tells a caller, whatever it does then. */
  static void tell(ObjLongConsumer<Reply> caller, Reply reply, long nanos) {
    try {
      caller.accept(reply, nanos);
    } catch (RuntimeException e) {
      // One caller's fault must not break the connection that others share.
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }
}
