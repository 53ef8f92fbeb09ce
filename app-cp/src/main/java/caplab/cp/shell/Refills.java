package caplab.cp.shell;

import caplab.cp.core.Refill;
import caplab.protocol.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** The refills of an instance, of a few tags at once, so that nodes serve clients meanwhile. */
final class Refills {

  private static final int AT_ONCE = 4;

  private final EventLoop loop;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private int going;

  Refills(EventLoop loop) {
    this.loop = loop;
  }

  /**
   * Carries a refill out when its turn comes.
   *
   * @param then hears whether the node was admitted
   */
  void run(HashTag tag, Refill refill, Consumer<Boolean> then) {
    waiting.add(() ->
        loop.run(
            refill.start(),
            tag.replicas(),
            () -> false,
            admitted -> {
              going--;
              next();
              then.accept(admitted);
            }));
    next();
  }

  private void next() {
    while (going < AT_ONCE && !waiting.isEmpty()) {
      going++;
      waiting.poll().run();
    }
  }
}
