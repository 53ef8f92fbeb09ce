package caplab.node;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * Makes connections to one node, one attempt at a time, each on a thread of its own: a name server
 * or a handshake that hangs is abandoned, not waited for.
 */
final class Connector implements AutoCloseable {

  /** For so long after a failure a call is refused at once instead of trying again. */
  private static final long PAUSE_NANOS = 50_000_000;

  private record Attempt(long sinceNanos) {}

  /** Holds the place of an attempt that ended, until its end is known to all. */
  private static final Attempt DELIVERING = new Attempt(0);

  private record Failure(NodeStatus.Trouble trouble, long atNanos) {
    String reason() {
      return trouble.fault().label() + ": " + trouble.words();
    }
  }

  private final NodeAddress address;
  private final NodeSettings settings;
  private final ServerRuns runs;
  private final NodeListener listener;
  private final Consumer<Wire> made;
  private final Consumer<String> failed;
  private final AtomicReference<Attempt> current = new AtomicReference<>();
  private volatile Failure failure;
  private volatile boolean closed;

  /**
   * @param made gets each new connection
   * @param failed hears why an attempt failed
   */
  Connector(
      NodeAddress address,
      NodeSettings settings,
      ServerRuns runs,
      NodeListener listener,
      Consumer<Wire> made,
      Consumer<String> failed) {
    this.address = address;
    this.settings = settings;
    this.runs = runs;
    this.listener = listener;
    this.made = made;
    this.failed = failed;
  }

  /** Starts an attempt unless one is under way. */
  void attempt() {
    Attempt attempt = new Attempt(System.nanoTime());
    if (!closed && current.compareAndSet(null, attempt)) {
      // Looking a name up would keep the carrier of a virtual thread.
      Thread.ofPlatform().daemon().name(address.name() + "-connect").start(() -> run(attempt));
    }
  }

  /** Why a call should not wait: the last attempt failed a moment ago and none is under way. */
  Optional<String> refusal() {
    Failure last = failure;
    boolean fresh = last != null && System.nanoTime() - last.atNanos() < PAUSE_NANOS;
    return fresh && current.get() == null ? Optional.of(last.reason()) : Optional.empty();
  }

  /** Why the last attempt failed; empty after one that did not, or before the first. */
  Optional<NodeStatus.Trouble> trouble() {
    Failure last = failure;
    return last == null ? Optional.empty() : Optional.of(last.trouble());
  }

  /** Says that an established connection broke. */
  void broke(String reason) {
    if (!closed) {
      listener.connectionFailed(address.name(), ConnectFault.BROKEN, reason);
    }
  }

  /** Abandons an attempt that hangs. */
  void sweep(long nowNanos) {
    Attempt attempt = current.get();
    long patience = 2 * settings.networkTimeout().toNanos();
    if (attempt != null && attempt != DELIVERING && nowNanos - attempt.sinceNanos() > patience) {
      fail(attempt, ConnectFault.TIMEOUT, "connecting took too long");
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  private void run(Attempt attempt) {
    listener.connecting(address.name());
    Wire wire;
    try {
      wire = open();
    } catch (IOException | RuntimeException | Error e) {
      fail(attempt, ConnectFault.of(e), deepest(e));
      return;
    }
    if (closed || !current.compareAndSet(attempt, DELIVERING)) {
      wire.close();
      return;
    }
    failure = null;
    made.accept(wire);
    current.set(null);
    Greeting greeting = wire.greeting();
    listener.connected(address.name(), greeting.runId(), greeting.version());
    greeting.unsafeSettings().forEach(said -> listener.unsafeSetting(address.name(), said));
  }

  private Wire open() throws IOException {
    Wire wire = Wire.open(address, settings);
    String runId = wire.greeting().runId();
    Optional<String> other = runs.claim(address.name(), runId);
    if (other.isPresent()) {
      wire.close();
      throw ConnectFault.Unfit.twin(other.get(), runId);
    }
    return wire;
  }

  private void fail(Attempt attempt, ConnectFault fault, String detail) {
    Failure last = new Failure(new NodeStatus.Trouble(fault, detail), System.nanoTime());
    if (current.compareAndSet(attempt, DELIVERING) && !closed) {
      failure = last;
      current.set(null);
      listener.connectionFailed(address.name(), fault, detail);
      failed.accept(last.reason());
    }
  }

  private static String deepest(Throwable thrown) {
    Throwable cause = thrown;
    while (ConnectFault.next(cause) != null) {
      cause = ConnectFault.next(cause);
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
