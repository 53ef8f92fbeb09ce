package caplab.lab.stage;

import caplab.lab.cluster.Cluster;
import caplab.lab.cluster.Cluster.Action;
import caplab.lab.cluster.Setup;
import caplab.lab.cluster.Topology;
import caplab.lab.cluster.Topology.Instance;
import caplab.lab.link.Fault;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
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

/** Real Redis servers, real services and real links on this machine, in real time. */
public final class EmbeddedStage implements Stage {

  private static final String WARM_UP = "warm-up";
  private static final int WARM_UP_ROUNDS = 50;
  private static final int ROUNDS_PER_SAMPLE = 5;

  private final Cluster cluster;
  private final RandomGenerator random;
  private final Door door = new Door(this::now);
  private final Pulse pulse = new Pulse(this::nowMs);
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor();
  private final CompletableFuture<Void> end = new CompletableFuture<>();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int acting;
  private volatile long origin = System.nanoTime();

  /** Starts everything, and returns once every instance has answered often enough to be quick. */
  public static EmbeddedStage start(Setup setup, long seed) {
    EmbeddedStage stage = new EmbeddedStage(Cluster.start(setup), seed);
    stage.warmUp();
    return stage;
  }

  private EmbeddedStage(Cluster cluster, long seed) {
    this.cluster = cluster;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  @Override
  public String name() {
    return "embedded";
  }

  @Override
  public Topology topology() {
    return cluster.setup().topology();
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public long now() {
    return System.nanoTime() - origin;
  }

  @Override
  public void in(long delayMs, Runnable action) {
    try {
      loop.schedule(() -> guard(action), delayMs, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException over) {
      // The run is over, and with it all that was still to come.
    }
  }

  @Override
  public void ask(Call call, Consumer<Answer> then) {
    door.send(port(call.instance()), call).thenAccept(answer -> in(0, () -> then.accept(answer)));
  }

  @Override
  public void sample(Consumer<Sample> each) {
    for (Instance instance : topology().instances()) {
      long timeMs = nowMs();
      int disturbances = pulse.disturbances(instance.name());
      door.text(port(instance), "/metrics")
          .thenAccept(text -> {
            pulse.felt(instance.name(), timeMs, disturbances);
            String zone = Topology.zone(instance.zone());
            in(0, () -> each.accept(Scrape.read(timeMs, instance.name(), zone, text)));
          });
    }
    for (int number = 1; number <= topology().nodes(); number++) {
      int port = cluster.setup().ports().node(number);
      String node = Topology.node(number);
      hands.execute(() -> pulse.feel(node, port));
    }
  }

  @Override
  public List<Stall> stalls() {
    return pulse.stalls();
  }

  @Override
  public void plant(int fromZone, int toNode, Fault fault) {
    cluster.plant(Topology.zone(fromZone) + ":" + Topology.node(toNode), fault);
  }

  @Override
  public void lift(int fromZone, int toNode, Fault fault) {
    cluster.lift(Topology.zone(fromZone) + ":" + Topology.node(toNode), fault);
  }

  @Override
  public void act(Action action, String target) {
    disturb(target);
    carryOut(() -> cluster.act(action, target), () -> acted(action, target));
  }

  @Override
  public void setClock(String node, long aheadMs) {
    carryOut(() -> cluster.setClock(node, aheadMs), () -> {});
  }

  @Override
  public void tell(String node, String command) {
    carryOut(() -> cluster.tell(node, command), () -> {});
  }

  @Override
  public void settled(Runnable then) {
    waiting.add(then);
    release();
  }

  @Override
  public void play(Runnable opening) {
    origin = System.nanoTime();
    in(0, opening);
    try {
      end.join();
    } catch (CompletionException failed) {
      throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
    }
  }

  @Override
  public void finish() {
    end.complete(null);
  }

  @Override
  public void close() {
    loop.shutdownNow();
    door.close();
    cluster.close();
    hands.shutdownNow();
  }

  /** A process that has just started is slow, which no experiment asks about. */
  private void warmUp() {
    List<CompletableFuture<Void>> warming = new ArrayList<>();
    for (Instance instance : topology().instances()) {
      warming.add(CompletableFuture.runAsync(() -> warmUp(instance), hands));
    }
    warming.forEach(CompletableFuture::join);
  }

  private void warmUp(Instance instance) {
    for (int round = 0; round < WARM_UP_ROUNDS; round++) {
      door.send(port(instance), Call.write(instance.kind(), instance.zone(), WARM_UP, "" + round))
          .join();
      door.send(port(instance), Call.read(instance.kind(), instance.zone(), WARM_UP)).join();
      if (round % ROUNDS_PER_SAMPLE == 0) {
        String metrics = door.text(port(instance), "/metrics").join();
        Scrape.read(nowMs(), instance.name(), Topology.zone(instance.zone()), metrics);
      }
    }
  }

  private int port(Instance instance) {
    return cluster.setup().ports().instance(instance);
  }

  /** From the beginning of a kill or pause to the end of what brings the process back. */
  private void disturb(String target) {
    if (pulse.disturbances(target) % 2 == 0) {
      pulse.disturb(target);
    }
  }

  private void acted(Action action, String target) {
    switch (action) {
      case KILL, PAUSE -> {}
      case RESUME, RESTART, WIPE, KEEP, ROLLBACK -> pulse.disturb(target);
    }
  }

  /** Work that takes its time, away from the clients' thread; the run waits for it to be done. */
  private void carryOut(Runnable work, Runnable done) {
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
