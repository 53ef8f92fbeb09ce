package caplab.ap.core;

import java.util.ArrayList;
import java.util.List;

/** A simulated Redis server: a disk, a run and a clock that may be wrong. */
final class Node {

  final String name;
  final InMemoryReplica replica;
  private final Cluster cluster;
  private long offsetUs;
  private boolean setBack;
  private String server;
  private int runs = 1;
  private boolean up = true;
  private InMemoryReplica disk;
  private boolean paused;
  private final List<Runnable> waiting = new ArrayList<>();

  Node(String name, InMemoryReplica replica, Cluster cluster, long offsetUs) {
    this.name = name;
    this.server = name;
    this.replica = replica;
    this.cluster = cluster;
    this.offsetUs = offsetUs;
  }

  long timeUs() {
    return 1_000_000_000_000L + (long) (cluster.world.now() * 1_000) + offsetUs;
  }

  Reply on(Request request) {
    String run = server + "-run-" + runs;
    if (request instanceof Request.Write write) {
      KeyState before = replica.state(write.key());
      Reply reply = replica.on(request, run, timeUs());
      cluster.history.executed(write, before, reply);
      return reply;
    }
    return replica.on(request, run, timeUs());
  }

  boolean up() {
    return up;
  }

  /** Does this now, or when the process is not paused any more. */
  void whenRunning(Runnable work) {
    if (paused) {
      waiting.add(work);
    } else {
      work.run();
    }
  }

  boolean paused() {
    return paused;
  }

  /** Stops the process for a while, as SIGSTOP does: what comes meanwhile waits. */
  void pause(double ms) {
    if (!paused) {
      paused = true;
      cluster.world.in(
          ms,
          () -> {
            paused = false;
            List<Runnable> all = List.copyOf(waiting);
            waiting.clear();
            all.forEach(Runnable::run);
          });
    }
  }

  void stepClock(long us) {
    offsetUs += us;
    setBack = setBack || us < 0;
  }

  /** Whether its clock was set back at some time. */
  boolean wasSetBack() {
    return setBack;
  }

  /** Killed, its disk kept. */
  void stop() {
    up = false;
  }

  /** Started: a new run. */
  void start() {
    up = true;
    runs++;
  }

  /** Both are restarted, each at the other's address. */
  void swapServers(Node other) {
    InMemoryReplica mine = replica.snapshot();
    replica.restore(other.replica);
    other.replica.restore(mine);
    String its = server;
    server = other.server;
    other.server = its;
    runs = other.runs = Math.max(runs, other.runs) + 1;
  }

  /** Flushed while it runs: the run stays the same. */
  void wipe() {
    cluster.history.dies(this, new InMemoryReplica(name));
    replica.wipe();
  }

  /** Somebody deletes a key. */
  void rob(String key) {
    cluster.history.robbed(this, key);
    replica.evict(key);
  }

  void keepDisk() {
    disk = replica.snapshot();
  }

  /** Restarted with the disk that was kept, if one was. */
  void rollBack() {
    if (disk != null) {
      cluster.history.dies(this, disk);
      replica.restore(disk);
      if (cluster.rules.showsOldDisk()) {
        runs++;
      }
    }
  }
}
