package caplab.lab.console;

import caplab.lab.model.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What a cluster looked like lately: every look of the last two minutes, and before that the last
 * sixty that showed something new. So a page that is opened after a cut shows the cut.
 */
final class Watch implements AutoCloseable {

  static final long KEPT_MS = 120_000;
  static final int CHANGES_KEPT = 60;
  private static final long LOOK_MS = 1_000;

  /** A page that asks more often is told of the last look. */
  private static final long FRESH_MS = 300;

  /**
   * One look.
   *
   * @param atMs since 1970; each later than the one before
   * @param changed whether it shows anything that the look before did not
   */
  record Seen(long atMs, boolean changed, Status status) {}

  private final Supplier<Status> cluster;
  private final LongSupplier clock;
  private final Deque<Seen> seen = new ArrayDeque<>();
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  private Watch(Supplier<Status> cluster, LongSupplier clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  /** One that looks by itself every second, until closed. */
  static Watch begin(Supplier<Status> cluster) {
    Watch watch = new Watch(cluster, System::currentTimeMillis);
    watch.looking.scheduleWithFixedDelay(watch::look, 0, LOOK_MS, TimeUnit.MILLISECONDS);
    return watch;
  }

  /** One that looks only when told to. */
  static Watch idle(Supplier<Status> cluster, LongSupplier clock) {
    return new Watch(cluster, clock);
  }

  /** Everything kept that is later than this; looks again if the last look is not fresh. */
  synchronized List<Seen> since(long atMs) {
    if (seen.isEmpty() || seen.getLast().atMs() < clock.getAsLong() - FRESH_MS) {
      look();
    }
    return seen.stream().filter(each -> each.atMs() > atMs).toList();
  }

  /** Looks now. */
  synchronized void look() {
    note(cluster.get());
  }

  /** Keeps what somebody else saw just now. */
  synchronized void note(Status status) {
    long lastMs = seen.isEmpty() ? 0 : seen.getLast().atMs();
    boolean changed = seen.isEmpty() || !told(seen.getLast().status()).equals(told(status));
    seen.add(new Seen(Math.max(lastMs + 1, clock.getAsLong()), changed, status));
    forget();
  }

  private void forget() {
    long oldest = seen.getLast().atMs() - KEPT_MS;
    seen.removeIf(each -> each.atMs() < oldest && !each.changed());
    long old = seen.stream().filter(each -> each.atMs() < oldest).count();
    while (old-- > CHANGES_KEPT) {
      seen.removeFirst();
    }
  }

  /** What the page has words for when it changes. */
  private static List<Object> told(Status status) {
    List<Object> told = new ArrayList<>(List.of(status.faults()));
    for (Status.Part part : status.nodes()) {
      told.add(List.of(part.pid(), part.state()));
    }
    for (Status.Part part : status.services()) {
      long limitMs = part.vitals().maxStalenessMs();
      List<String> stale = new ArrayList<>();
      part.vitals()
          .stalenessMs()
          .forEach((node, boundMs) ->
              stale.add(node + (boundMs == null ? "?" : boundMs > limitMs ? "!" : "")));
      told.add(List.of(part.pid(), part.state(), part.health(), stale));
    }
    return told;
  }

  @Override
  public void close() {
    looking.shutdownNow();
  }
}
