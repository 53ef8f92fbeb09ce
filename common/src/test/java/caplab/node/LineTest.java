package caplab.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An answer goes to the call that it answers, or to nobody. */
class LineTest {

  /** To give up so many takes some milliseconds, in which an answer can come. */
  private static final int CALLS = 100_000;

  private final Queue<Call> queue = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<Void> written = new CompletableFuture<>();
  private final Map<String, Object> answers = new ConcurrentHashMap<>();
  private final CompletableFuture<List<Call>> left = new CompletableFuture<>();

  /**
   * B-2: nothing in an answer names its call, so only its place among the others tells. The answer
   * to the first call is read at the moment at which the connection is given up.
   */
  @RepeatedTest(16)
  @Timeout(60)
  void givesNoCallTheAnswerOfAnother_whenAnAnswerComesAsTheConnectionIsGivenUp()
      throws InterruptedException {
    queue(CALLS);
    LastMoment connection = new LastMoment();
    Line line = new Line(connection, queue, new Told());
    line.start("line");
    written.join();
    Thread reader = connection.reader.join();

    line.fail("no answer in time");

    reader.join();
    assertThat(answers).isIn(Map.of(), Map.of("N0", "0"));
    assertThat(left.join()).hasSize(CALLS - answers.size());
  }

  /** A write to a socket is a system call, and a packet: calls that wait share one. */
  @Test
  @Timeout(60)
  void sendsAllCallsThatWaitInOneWrite() {
    queue(100);
    LastMoment connection = new LastMoment();
    Line line = new Line(connection, queue, new Told());
    line.start("line");
    written.join();
    line.fail("it was enough");

    assertThat(connection.flushes).hasValue(1);
  }

  private void queue(int calls) {
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    IntStream.range(0, calls)
        .mapToObj(i -> new Command.Plain("N" + i, List.of()))
        .forEach(ask -> queue.add(Call.of(ask, deadline, false, (reply, nanos) -> {})));
  }

  /** Gives the answer to its first call when it is closed, and breaks after it. */
  private final class LastMoment extends OutputStream implements Line.Connection {
    private final AtomicInteger flushes = new AtomicInteger();
    private volatile boolean closed;
    private final CompletableFuture<Thread> reader = new CompletableFuture<>();

    @Override
    public Greeting greeting() {
      return new Greeting(FakeServer.RUN_ID, "7.0.0", List.of());
    }

    @Override
    public InetAddress peer() {
      return InetAddress.getLoopbackAddress();
    }

    @Override
    public OutputStream out() {
      return this;
    }

    @Override
    public void write(int one) {}

    @Override
    public void write(byte[] all, int from, int length) {}

    @Override
    public void flush() {
      flushes.incrementAndGet();
      if (queue.isEmpty()) {
        written.complete(null);
      }
    }

    @Override
    public Object read() throws IOException {
      if (!reader.complete(Thread.currentThread())) {
        throw new IOException("closed");
      }
      while (!closed) {
        Thread.onSpinWait();
      }
      return "0";
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final class Told implements Line.Owner {
    @Override
    public void answered(Line line, Call call, Object raw) {
      answers.put(((Command.Plain) call.command).name(), raw);
    }

    @Override
    public void unsent(Call call) {}

    @Override
    public void takeBack(Call call) {}

    @Override
    public void broken(Line line, String reason, List<Call> calls) {
      left.complete(calls);
    }
  }
}
