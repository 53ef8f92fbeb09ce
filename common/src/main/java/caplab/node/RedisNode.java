package caplab.node;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/**
 * A node that is a Redis server. Commands of concurrent callers share one pipeline on one
 * connection; a breaker skips the node while it does not serve. No command ever ends in an
 * exception, whatever the server answers.
 */
public final class RedisNode implements Node {

  /** Deadlines are kept to about this many milliseconds. */
  private static final int TICK_MS = 10;

  /** So long before its caller stops waiting, a call's fate is settled (B-4). */
  private static final long SETTLING_NANOS = 30_000_000;

  /** A tick that comes so late means that this process stood still, not the node. */
  private static final long STANDSTILL_NANOS = 250_000_000;

  private static final ScheduledExecutorService CLOCK =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("node-clock").unstarted(task));

  /** All that are open: one tick is for all of them, as waking costs more than looking. */
  private static final List<RedisNode> OPEN = new CopyOnWriteArrayList<>();

  static {
    CLOCK.scheduleWithFixedDelay(RedisNode::tickAll, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
  }

  private final NodeAddress address;
  private final NodeListener listener;
  private final NodeBreaker breaker;
  private final Admission admission;
  private final Channel channel;
  private final Probe probe;
  private final int slots;
  private final AtomicInteger used = new AtomicInteger();
  private volatile Optional<String> refusesWrites = Optional.empty();
  private volatile double latencyMs = Double.NaN;
  private long lastTickNanos = System.nanoTime();

  /**
   * Starts connecting and returns at once.
   *
   * @param circuits where Resilience4j's breaker of the node is registered, for its own metrics
   */
  public RedisNode(
      NodeAddress address,
      NodeSettings settings,
      CircuitBreakerRegistry circuits,
      NodeListener listener) {
    this(address, settings, circuits, new ServerRuns(), listener);
  }

  /**
   * @param runs of all nodes of the instance
   */
  RedisNode(
      NodeAddress address,
      NodeSettings settings,
      CircuitBreakerRegistry circuits,
      ServerRuns runs,
      NodeListener listener) {
    this.address = address;
    this.listener = listener;
    this.slots = settings.queueLimit();
    this.breaker = new NodeBreaker(address.name(), settings.breaker(), circuits, listener);
    this.admission = new Admission(breaker);
    this.channel = new Channel(address, settings, runs, listener, this::settle);
    this.probe = new Probe(this, breaker, channel, settings);
    channel.connect();
    OPEN.add(this);
  }

  @Override
  public String name() {
    return address.name();
  }

  @Override
  public void send(Command command, Duration timeout, Consumer<Reply> callback) {
    guarded(command, timeout, callback);
  }

  @Override
  public void insist(Command command, Duration timeout, Consumer<Reply> callback) {
    unguarded(command, timeout, callback);
  }

  @Override
  public Breaker breaker() {
    return breaker;
  }

  @Override
  public NodeStatus status() {
    Optional<Greeting> greeting = channel.greeting();
    double latency = latencyMs;
    return new NodeStatus(
        greeting.isPresent(),
        address.place(),
        greeting.map(Greeting::runId),
        greeting.map(Greeting::version),
        Double.isNaN(latency) ? Optional.empty() : Optional.of(latency),
        used.get(),
        slots,
        greeting.map(Greeting::unsafeSettings).orElse(List.of()),
        greeting.flatMap(up -> refusesWrites),
        channel.trouble());
  }

  @Override
  public Vitals vitals() {
    return channel.greeting().isPresent() ? probe.vitals() : Vitals.UNKNOWN;
  }

  @Override
  public void close() {
    OPEN.remove(this);
    admission.close(System.nanoTime());
    channel.close();
  }

  /** Sends as the breaker permits, which then counts what becomes of the command. */
  void guarded(Command command, Duration timeout, Consumer<Reply> callback) {
    if (takeSlot(callback)) {
      long now = System.nanoTime();
      long deadline = deadline(now, timeout);
      admission.apply(
          now,
          deadline,
          new Admission.Applicant() {
            @Override
            public void admitted(boolean counted) {
              channel.submit(Call.of(command, deadline, counted, telling(callback)));
            }

            @Override
            public void refused(String reason) {
              used.decrementAndGet();
              Call.tell(telling(callback), new Reply.Refused(reason), 0);
            }
          });
    }
  }

  /** Sends if the breaker permits at once, else not at all. */
  void trial(Command command, Duration timeout, Consumer<Reply> callback) {
    if (breaker.permits()) {
      if (takeSlot(callback)) {
        channel.submit(Call.of(command, deadline(timeout), true, telling(callback)));
      } else {
        breaker.untold();
      }
    }
  }

  /** The node answered a write that changes nothing, and did not refuse it as one. */
  void takesWrites() {
    refusesWrites = Optional.empty();
  }

  /** Sends past the breaker. */
  void unguarded(Command command, Duration timeout, Consumer<Reply> callback) {
    probe(command, timeout, telling(callback));
  }

  /** Sends past the breaker; the callback also hears how many nanoseconds the answer took. */
  void probe(Command command, Duration timeout, ObjLongConsumer<Reply> callback) {
    if (takeSlot(refusal -> callback.accept(refusal, 0))) {
      channel.submit(Call.of(command, deadline(timeout), false, callback));
    }
  }

  private static ObjLongConsumer<Reply> telling(Consumer<Reply> callback) {
    return (reply, nanos) -> callback.accept(reply);
  }

  private static long deadline(Duration timeout) {
    return deadline(System.nanoTime(), timeout);
  }

  /**
   * Earlier than the caller's own: what was never sent is then told as that before the caller's
   * patience ends, of which it could only conclude that anything may have happened.
   */
  private static long deadline(long now, Duration timeout) {
    long nanos = timeout.toNanos();
    return now + nanos - Math.min(SETTLING_NANOS, nanos / 5);
  }

  /** B-4. */
  private boolean takeSlot(Consumer<Reply> callback) {
    if (used.incrementAndGet() <= slots) {
      return true;
    }
    used.decrementAndGet();
    listener.failed(name(), "queue_full");
    callback.accept(new Reply.Refused("queue full"));
    return false;
  }

  private void settle(Call call, Verdict verdict) {
    long now = System.nanoTime();
    long nanos = call.age(now);
    if (call.slot) {
      used.decrementAndGet();
    }
    if (call.counted) {
      switch (verdict.health()) {
        case SERVES -> breaker.served(nanos);
        case FAILS -> breaker.failed(nanos);
        case UNTOLD -> breaker.untold();
      }
      admission.review(now);
    }
    report(verdict, nanos);
    Optional<String> refusal = verdict.refusesWrites();
    if (refusal.isPresent()) {
      refusesWrites = refusal;
    }
    call.tell(verdict.reply());
  }

  private void report(Verdict verdict, long nanos) {
    boolean answered =
        switch (verdict.reply()) {
          case Reply.Answered ok -> true;
          case Reply.Failed failed -> true;
          case Reply.Refused refused -> false;
          case Reply.Lost lost -> false;
        };
    if (answered) {
      latencyMs = nanos / 1e6;
      listener.answered(name(), Duration.ofNanos(nanos));
    }
    if (!verdict.kind().isEmpty()) {
      listener.failed(name(), verdict.kind());
    }
  }

  private static void tickAll() {
    for (RedisNode node : OPEN) {
      try {
        node.tick();
      } catch (RuntimeException | Error fault) {
        // The next tick comes all the same, and that of the others.
        Thread clock = Thread.currentThread();
        clock.getUncaughtExceptionHandler().uncaughtException(clock, fault);
      }
    }
  }

  private void tick() {
    long now = System.nanoTime();
    boolean stoodStill = now - lastTickNanos > STANDSTILL_NANOS;
    lastTickNanos = now;
    if (!stoodStill) {
      // After a standstill the answers may be waiting in the socket: they get one tick to arrive.
      channel.sweep(now);
      admission.review(now);
      probe.tick(now);
    }
  }
}
