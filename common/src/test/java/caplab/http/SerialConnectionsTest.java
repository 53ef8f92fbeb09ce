package caplab.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.Test;

/** A request that is refused while it is read leaves nothing in the buffer of another. */
class SerialConnectionsTest {

  /**
   * The order of events that is rare without it: the refusal is answered before the thread that
   * found it goes on, and whoever is to read on then runs as far as it can.
   */
  private static final class Overlap extends QueuedThreadPool {

    final Queue<Thread.State> readingOn = new ConcurrentLinkedQueue<>();

    @Override
    public boolean tryExecute(Runnable task) {
      if (!refusing()) {
        return super.tryExecute(task);
      }
      task.run();
      return true;
    }

    @Override
    public void execute(Runnable task) {
      if (!(task instanceof HttpConnection) || !refusing()) {
        super.execute(task);
        return;
      }
      Thread other = Thread.ofPlatform().start(task);
      EnumSet<Thread.State> asFarAsItCan =
          EnumSet.of(Thread.State.WAITING, Thread.State.TERMINATED);
      readingOn.add(await().until(other::getState, asFarAsItCan::contains));
    }

    private static boolean refusing() {
      return StackWalker.getInstance()
          .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals("badMessage")));
    }
  }

  @Test
  void readsOnOnlyWhenWhoReadsHasLeft() throws Exception {
    Overlap threads = new Overlap();
    HttpConfiguration http = new HttpConfiguration();
    HttpConnectionFactory connections = new SerialConnections(http, Duration.ofSeconds(3));
    Server server = new Server(threads);
    ServerConnector connector = new ServerConnector(server, 1, 1, connections);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.start();
    try {
      String tooLong = "X: " + "x".repeat(2 * http.getRequestHeaderSize());
      assertThat(Wire.ask(connector.getLocalPort(), "GET /", tooLong).status()).isEqualTo(431);
      await()
          .untilAsserted(() -> assertThat(threads.readingOn).containsExactly(Thread.State.WAITING));
    } finally {
      server.stop();
    }
  }
}
