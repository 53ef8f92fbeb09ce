package caplab.lab.stage;

import caplab.lab.model.ProcessAction;
import caplab.lab.model.Topology;
import caplab.lab.model.Topology.Instance;
import caplab.lab.run.FaultSpan;
import caplab.lab.run.Sample;
import caplab.lab.wire.AtOnce;
import caplab.lab.wire.Doors;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** What stages of real services have in common: HTTP, real time, and work that takes its time. */
public abstract class RealStage implements Stage {

  private static final String WARM_UP = "warm-up";
  private static final int ROUNDS_PER_SAMPLE = 5;

  private final RandomGenerator random;
  private final ServiceClient client;
  private final StallDetector detector;
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor();
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int acting;
  private volatile long origin = System.nanoTime();

  /**
   * One that begins now.
   *
   * @param answer how long a client waits for an answer
   * @param doors how clients and looks get in
   */
  protected RealStage(long seed, Duration answer, Doors doors) {
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    this.client = new ServiceClient(this::now, answer, doors.services());
    this.detector = new StallDetector(this::nowMs, doors.nodes());
  }

  /** Where clients of this machine reach an instance. */
  protected abstract int port(Instance instance);

  /** Where this machine reaches a node past all links, if it does. */
  protected abstract Optional<InetSocketAddress> entrance(int node);

  /** Does something to one process, on a thread of its own, and returns when it is done. */
  protected abstract void perform(ProcessAction action, String target);

  /** Ends everything that runs. */
  protected abstract void end();

  @Override
  public final RandomGenerator random() {
    return random;
  }

  @Override
  public final long now() {
    return System.nanoTime() - origin;
  }

  @Override
  public final void in(long delayMs, Runnable action) {
    try {
      loop.schedule(() -> guard(action), delayMs, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException over) {
      // The run is over, and with it all that was still to come.
    }
  }

  @Override
  public final void ask(ClientCall call, Consumer<ClientAnswer> then) {
    client.send(port(call.instance()), call).thenAccept(answer -> in(0, () -> then.accept(answer)));
  }

  @Override
  public final void sample(Consumer<Sample> each) {
    for (Instance instance : topology().instances()) {
      long timeMs = nowMs();
      int disturbances = detector.disturbances(instance.name());
      client
          .text(port(instance), Scrape.path(instance.kind()))
          .thenAccept(text -> {
            detector.felt(instance.name(), timeMs, disturbances);
            String zone = Topology.zone(instance.zone());
            in(0, () -> each.accept(Scrape.read(timeMs, instance.name(), zone, text)));
          });
    }
    for (int number = 1; number <= topology().nodes(); number++) {
      String node = Topology.node(number);
      entrance(number).ifPresent(at -> hands.execute(() -> detector.feel(node, at)));
    }
  }

  @Override
  public final List<FaultSpan> stalls() {
    return detector.stalls();
  }

  @Override
  public final void act(ProcessAction action, String target) {
    disturb(target);
    carryOut(() -> perform(action, target), () -> acted(action, target));
  }

  @Override
  public final void settled(Runnable then) {
    waiting.add(then);
    release();
  }

  @Override
  public final void play(Runnable opening) {
    origin = System.nanoTime();
    in(0, opening);
    try {
      end.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    }
  }

  @Override
  public final void finish() {
    end.complete(null);
  }

  @Override
  public final void close() {
    loop.shutdownNow();
    end();
    hands.shutdownNow();
  }

  /**
   * A process that has just started is slow, which no experiment asks about.
   *
   * @param rounds how many writes and reads each instance is asked for
   */
  protected final void warmUp(int rounds) {
    AtOnce.act(topology().instances(), each -> warmUp(each, rounds));
  }

  private void warmUp(Instance instance, int rounds) {
    for (int round = 0; round < rounds; round++) {
      client
          .send(
              port(instance),
              ClientCall.write(instance.kind(), instance.zone(), WARM_UP, "" + round))
          .join();
      client
          .send(port(instance), ClientCall.read(instance.kind(), instance.zone(), WARM_UP))
          .join();
      if (round % ROUNDS_PER_SAMPLE == 0) {
        String metrics = client.text(port(instance), Scrape.path(instance.kind())).join();
        Scrape.read(nowMs(), instance.name(), Topology.zone(instance.zone()), metrics);
      }
    }
  }

  /** From the beginning of a kill or pause to the end of what brings the process back. */
  private void disturb(String target) {
    if (detector.disturbances(target) % 2 == 0) {
      detector.disturb(target);
    }
  }

  private void acted(ProcessAction action, String target) {
    switch (action) {
      case KILL, PAUSE -> {}
      case RESUME, RESTART, REDEPLOY, WIPE, KEEP, ROLLBACK -> detector.disturb(target);
    }
  }

  /** Work that takes its time, away from the clients' thread; the run waits for it to be done. */
  protected final void carryOut(Runnable work, Runnable done) {
    acting++;
    hands.execute(() -> {
      try {
        work.run();
        in(
            0,
            () -> {
              done.run();
              acting--;
              release();
            });
      } catch (RuntimeException failed) {
        end.completeExceptionally(failed);
      }
    });
  }

  private long nowMs() {
    return TimeUnit.NANOSECONDS.toMillis(now());
  }

  private void release() {
    while (acting == 0 && !waiting.isEmpty()) {
      in(0, waiting.remove());
    }
  }

  private void guard(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException failed) {
      end.completeExceptionally(failed);
    }
  }
}
