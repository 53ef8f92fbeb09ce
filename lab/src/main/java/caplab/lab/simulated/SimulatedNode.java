package caplab.lab.simulated;

import caplab.ap.core.InMemoryReplica;
import caplab.cp.core.InMemoryAcceptor;
import caplab.sim.World;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** One Redis server: a disk with both services' data, a run, and a clock of its own. */
final class SimulatedNode {

  private static final double CLOCKS_APART_MS = 50_000;

  /** Hash tags of app-cp: several, as in the service, but not so many that a run takes long. */
  static final int TAGS = 4;

  /** What {@code KEEP} puts aside. */
  private record Copy(List<InMemoryAcceptor.Disk> cp, InMemoryReplica ap) {}

  private final World world;
  private final Mutations mutations;
  private final String name;
  private final List<InMemoryAcceptor> cp;
  private final InMemoryReplica ap;
  private final Deque<Runnable> backlog = new ArrayDeque<>();
  private Optional<Copy> kept = Optional.empty();
  private final double clockMs;
  private double aheadMs;
  private int runs;
  private String run;
  private boolean up = true;
  private boolean paused;

  SimulatedNode(World world, Mutations mutations, String name) {
    this.world = world;
    this.mutations = mutations;
    this.name = name;
    clockMs = world.random().nextDouble(-CLOCKS_APART_MS, CLOCKS_APART_MS);
    newRun();
    cp = IntStream.range(0, TAGS).mapToObj(tag -> new InMemoryAcceptor(name, run)).toList();
    ap = new InMemoryReplica(name);
  }

  String name() {
    return name;
  }

  boolean up() {
    return up;
  }

  /** Executes one script of app-cp. */
  caplab.cp.core.Reply on(int tag, caplab.cp.core.Request request) {
    return cp.get(tag).handle(request);
  }

  /** Executes one script of app-ap. */
  caplab.ap.core.Reply on(caplab.ap.core.Request request) {
    return mutations.executed(ap, request, run, timeUs());
  }

  /** A request reached its socket: nobody reads it if the node is dead, later if it is paused. */
  void receive(Runnable work) {
    if (paused) {
      backlog.add(work);
    } else if (up) {
      work.run();
    }
  }

  void kill() {
    up = false;
    paused = false;
    backlog.clear();
  }

  void pause() {
    paused = true;
  }

  void resume() {
    paused = false;
    while (!paused && !backlog.isEmpty()) {
      backlog.remove().run();
    }
  }

  /** Starts with what the disk has; every start is a new run. */
  void restart() {
    kill();
    up = true;
    newRun();
    cp.forEach(each -> each.restart(run, each.disk()));
  }

  /** Starts with an empty disk. */
  void wipe() {
    kill();
    up = true;
    newRun();
    cp.forEach(each -> mutations.wipe(each, run));
    ap.wipe();
  }

  /** Puts a copy of the disk aside. */
  void keep() {
    kept = Optional.of(new Copy(cp.stream().map(InMemoryAcceptor::disk).toList(), ap.snapshot()));
  }

  /** Starts with the disk that was put aside. */
  void rollBack() {
    Copy old = kept.orElseThrow(() -> new IllegalStateException("no disk was kept of " + name));
    kill();
    up = true;
    newRun();
    for (int tag = 0; tag < TAGS; tag++) {
      cp.get(tag).restart(run, old.cp().get(tag));
    }
    ap.restore(old.ap());
  }

  /** Sets the clock ahead of where it was at first. */
  void setClock(double ms) {
    aheadMs = ms;
  }

  /** The bound that a read of app-ap would state here; empty if unknown, or if nobody can ask. */
  OptionalDouble boundMs(int nodes) {
    boolean asleep = !up || paused;
    if (asleep
        || !(on(new caplab.ap.core.Request.Status()) instanceof caplab.ap.core.Reply.Greeting it)) {
      return OptionalDouble.empty();
    }
    if (!it.ready() || it.marks().size() < nodes - 1) {
      return OptionalDouble.empty();
    }
    long oldest = it.marks().values().stream().mapToLong(Long::longValue).min().orElse(it.timeUs());
    return OptionalDouble.of(Math.max(0, it.timeUs() - oldest) / 1e3);
  }

  private long timeUs() {
    return 1_000_000_000_000L + (long) ((world.now() + clockMs + aheadMs) * 1_000);
  }

  private void newRun() {
    run = name + "-run-" + ++runs;
  }
}
