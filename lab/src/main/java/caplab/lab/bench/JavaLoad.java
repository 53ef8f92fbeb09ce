package caplab.lab.bench;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;

/**
 * Our own generator: a thread and a kept connection for each client. Clients take the next request
 * that is due, so that a slow answer holds up those that are due meanwhile, and each is measured
 * from when it was due: what a server does while it stalls is not left out (Tene, 2013: coordinated
 * omission).
 */
final class JavaLoad {

  private static final double OVERTIME_S = 10;
  private static final int DIGITS = 3;

  /** A thread that sleeps wakes up so much too late, which would count as the server's. */
  private static final long OVERSLEPT_NANOS = 100_000;

  private final Target.Web target;
  private final int clients;
  private final double patienceS;
  private final double intervalNanos;
  private final long most;
  private final boolean spins;
  private final List<byte[]> ready;
  private final AtomicLong taken = new AtomicLong();
  private long begunNanos;

  /** What one client saw. */
  private record Tally(Histogram nanos, long failed) {}

  private JavaLoad(
      Target.Web target, int clients, double patienceS, double intervalNanos, long most) {
    this.target = target;
    this.clients = clients;
    this.patienceS = patienceS;
    this.intervalNanos = intervalNanos;
    this.most = most;
    this.spins = clients < Runtime.getRuntime().availableProcessors();
    KeyRange keys = target.keys();
    this.ready =
        keys.count() > KeyRange.KNOWN.count()
            ? List.of()
            : LongStream.range(0, keys.count()).mapToObj(this::made).toList();
  }

  /** As fast as answers come, for so many seconds. */
  static Stretch closed(Target.Web target, int clients, double seconds) {
    return new JavaLoad(target, clients, seconds, 0, Long.MAX_VALUE).run();
  }

  /**
   * At a fixed rate for so many seconds, and for ten more where answers are late; what is not asked
   * by then counts as failed.
   *
   * @param rate requests per second of all clients together
   */
  static Stretch paced(Target.Web target, int clients, double rate, double seconds) {
    long most = Math.max(1, Math.round(rate * seconds));
    return new JavaLoad(target, clients, seconds + OVERTIME_S, 1e9 / rate, most).run();
  }

  /** For each key once, as fast as answers come. */
  static Stretch once(Target.Web target, int clients) {
    return new JavaLoad(target, clients, OVERTIME_S, 0, target.keys().count()).run();
  }

  private Stretch run() {
    begunNanos = System.nanoTime();
    List<Tally> tallies;
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory())) {
      List<CompletableFuture<Tally>> running =
          IntStream.range(0, clients)
              .mapToObj(any -> CompletableFuture.supplyAsync(this::client, threads))
              .toList();
      tallies = running.stream().map(CompletableFuture::join).toList();
    }
    double seconds = (System.nanoTime() - begunNanos) / 1e9;
    Histogram all = new Histogram(DIGITS);
    tallies.forEach(each -> all.add(each.nanos()));
    long good = all.getTotalCount();
    long failed = tallies.stream().mapToLong(Tally::failed).sum();
    return new Stretch(
        good,
        most == Long.MAX_VALUE ? failed : most - good,
        seconds,
        all.getValueAtPercentile(50) / 1e6,
        all.getValueAtPercentile(99) / 1e6);
  }

  private Tally client() {
    Histogram nanos = new Histogram(DIGITS);
    long failed = 0;
    long overNanos = begunNanos + Math.round(1e9 * patienceS);
    try (WebConnection connection = new WebConnection(target.port())) {
      for (long index = taken.getAndIncrement();
          index < most && System.nanoTime() - overNanos < 0;
          index = taken.getAndIncrement()) {
        byte[] request = ready.isEmpty() ? made(index) : ready.get((int) (index % ready.size()));
        long dueNanos =
            intervalNanos == 0 ? System.nanoTime() : begunNanos + Math.round(index * intervalNanos);
        await(dueNanos);
        if (connection.ask(request) / 100 == 2) {
          nanos.recordValue(System.nanoTime() - dueNanos);
        } else {
          failed++;
        }
      }
    }
    return new Tally(nanos, failed);
  }

  /** Clients that are fewer than the processors stay awake for the last of it. */
  private void await(long dueNanos) {
    long left = dueNanos - System.nanoTime();
    while (left > 0) {
      if (!spins) {
        LockSupport.parkNanos(left);
      } else if (left > OVERSLEPT_NANOS) {
        LockSupport.parkNanos(left - OVERSLEPT_NANOS);
      } else {
        Thread.onSpinWait();
      }
      left = dueNanos - System.nanoTime();
    }
  }

  private byte[] made(long index) {
    return target.request().of(target.keys().at(index)).bytes();
  }
}
