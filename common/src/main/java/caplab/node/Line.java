package caplab.node;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * One live connection, full duplex: a writer drains the node's queue and flushes when it is empty,
 * so concurrent calls share a packet; a reader hands each answer to the oldest call in flight.
 *
 * <p>A packet costs both ends more than a call in it. So where the last one had several calls, the
 * writer waits a moment for as many; whoever is alone does not wait.
 */
final class Line {

  /** For the calls of clients that were answered together, and ask again at about the same time. */
  private static final long GATHER_NANOS = 100_000;

  /** Where a line reports. */
  interface Owner {

    /** The oldest call in flight was answered. */
    void answered(Line line, Call call, Object raw);

    /** The call was not written: it came too late, or nobody waits for it. */
    void unsent(Call call);

    /** The call was taken by a line that broke before writing it. */
    void takeBack(Call call);

    /** The connection is given up; these calls were written and not answered. Said once. */
    void broken(Line line, String reason, List<Call> written);
  }

  /** What carries the bytes. */
  interface Connection {

    Greeting greeting();

    /** The address that the name led to when this connection was made. */
    InetAddress peer();

    OutputStream out();

    /** Blocks until the next answer. */
    Object read() throws IOException;

    /** Ends both directions; a blocked reader or writer gets an exception. */
    void close();
  }

  private final Connection wire;
  private final byte[] runId;
  private volatile Greeting greeting;
  private final Queue<Call> queue;
  private final Owner owner;
  private final CallsInFlight inFlight = new CallsInFlight();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean asleep;
  private Thread writer;

  Line(Connection wire, Queue<Call> queue, Owner owner) {
    this.wire = wire;
    this.greeting = wire.greeting();
    this.runId = wire.greeting().runId().getBytes(StandardCharsets.US_ASCII);
    this.queue = queue;
    this.owner = owner;
  }

  void start(String name) {
    writer = Thread.ofVirtual().name(name + "-writer").unstarted(this::write);
    writer.start();
    Thread.ofVirtual().name(name + "-reader").start(this::read);
  }

  /** What the server said of itself last. */
  Greeting greeting() {
    return greeting;
  }

  /** The same server said it again. */
  void greeted(Greeting again) {
    greeting = again;
  }

  InetAddress peer() {
    return wire.peer();
  }

  /** Says that the queue is not empty. */
  void wake() {
    if (asleep) {
      LockSupport.unpark(writer);
    }
  }

  /** Loses calls whose own deadline has passed; gives the line up if its oldest call is late. */
  void sweep(long nowNanos, long lateNanos) {
    for (Call call : inFlight.overdue(nowNanos)) {
      call.tell(new Reply.Lost("no answer in time"));
    }
    if (inFlight.oldest().filter(call -> call.age(nowNanos) >= lateNanos).isPresent()) {
      fail("no answer in " + lateNanos / 1_000_000 + " ms");
    }
  }

  /** Gives the connection up, once. */
  void fail(String reason) {
    if (closed.compareAndSet(false, true)) {
      // Closing an encrypted socket can wait for a blocked writer: never on this thread.
      Thread.startVirtualThread(wire::close);
      LockSupport.unpark(writer);
      owner.broken(this, reason, inFlight.giveUp());
    }
  }

  private void write() {
    try {
      int packet = 0;
      int last = 0;
      boolean gathered = false;
      while (!closed.get()) {
        Call call = queue.poll();
        if (call == null && packet > 0 && last > 1) {
          // Lets the callers that are about to send join this packet.
          Thread.yield();
          call = queue.poll();
        }
        if (call == null && packet > 0 && packet < last && !gathered) {
          gathered = true;
          LockSupport.parkNanos(this, GATHER_NANOS);
          call = queue.poll();
        }
        if (call != null) {
          packet += write(call) ? 1 : 0;
        } else if (packet > 0) {
          wire.out().flush();
          last = packet;
          packet = 0;
          gathered = false;
        } else {
          rest();
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      fail(reason(e));
    }
  }

  private boolean write(Call call) throws IOException {
    if (!call.claim(System.nanoTime())) {
      owner.unsent(call);
      return false;
    }
    if (!inFlight.add(call)) {
      owner.takeBack(call);
      return false;
    }
    call.frame.writeTo(wire.out(), runId);
    return true;
  }

  private void rest() {
    asleep = true;
    if (queue.isEmpty() && !closed.get()) {
      LockSupport.park(this);
    }
    asleep = false;
  }

  private void read() {
    try {
      while (!closed.get()) {
        Object raw = wire.read();
        Call call =
            inFlight
                .answered()
                .orElseThrow(() -> new IOException("the server answered what nobody asked"));
        owner.answered(this, call, raw);
      }
    } catch (IOException | RuntimeException | Error e) {
      fail(reason(e));
    }
  }

  private static String reason(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
