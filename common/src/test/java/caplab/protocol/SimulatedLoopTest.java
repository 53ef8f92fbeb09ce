package caplab.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import caplab.sim.SimulatedLoop;
import caplab.sim.World;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SimulatedLoopTest extends EventLoopContract {

  private static final double HOUR_MS = 3_600_000;

  private final World world = new World(1);
  private final List<Throwable> faults = new ArrayList<>();
  private final SimulatedLoop loop = new SimulatedLoop(world, 0, faults::add);

  @Override
  <T> T await(Consumer<Consumer<T>> operation) {
    List<T> told = new ArrayList<>();
    loop.execute(() -> operation.accept(told::add));
    world.runUntil(world.now() + HOUR_MS);
    return told.getFirst();
  }

  @Override
  EventLoop loop() {
    return loop;
  }

  @Override
  void elsewhere(Runnable work) {
    world.in(1, work);
  }

  @Override
  List<Throwable> faults() {
    return faults;
  }

  @Test
  void doesNothingMore_onceItIsKilled() {
    List<String> done = new ArrayList<>();
    loop.in(10, () -> done.add("never"));
    loop.kill();
    loop.execute(() -> done.add("never"));
    world.runUntil(HOUR_MS);

    assertThat(done).isEmpty();
  }

  @Test
  void doesAllAtOnce_whenItIsResumed_exceptWhatIsCancelledByThen() {
    List<String> done = new ArrayList<>();
    loop.in(1, () -> done.add("timer"));
    EventLoop.Timer cancelled = loop.in(2, () -> done.add("cancelled"));
    loop.pause();
    loop.execute(() -> done.add("turn"));
    world.runUntil(100);
    assertThat(done).isEmpty();
    loop.in(0, () -> done.add("later"));
    cancelled.cancel();
    loop.resume();

    assertThat(done).containsExactly("turn", "timer");
    world.runUntil(200);
    assertThat(done).containsExactly("turn", "timer", "later");
  }
}
