package caplab.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Connections that one thread at a time reads, and whose requests do not drip in for ever.
 *
 * <p>Where Jetty (12.1.12) refuses a request that it is still reading, another thread answers and
 * reads on, while the first gives the buffer back: the next bytes of this client then stand before
 * the request of whoever is lent the buffer next.
 *
 * <p>Jetty closes a connection on which nothing comes. Here one is closed, too, whose request line
 * and headers are not whole within the time of a request, and one on which for the time of an idle
 * one comes nothing that begins a request, however steadily bytes drip in.
 */
final class SerialConnections extends HttpConnectionFactory {

  private final Duration head;

  /**
   * @param head from the first byte of a request to the end of its headers
   */
  SerialConnections(HttpConfiguration http, Duration head) {
    super(http);
    this.head = head;
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    HttpConnection connection =
        new Serial(getHttpConfiguration(), connector, endPoint, head.toMillis());
    connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
    return configure(connection, connector, endPoint);
  }

  private static final class Serial extends HttpConnection {

    private final ReentrantLock reading = new ReentrantLock();
    private final long idleMs;
    private final long headMs;
    private long awaited = -1;
    private long sinceNanos;

    Serial(HttpConfiguration http, Connector connector, EndPoint endPoint, long headMs) {
      super(http, connector, endPoint);
      this.idleMs = connector.getIdleTimeout();
      this.headMs = headMs;
    }

    @Override
    public void onFillable() {
      reading.lock();
      try {
        patience(idleMs); // a request that is whole has deadlines of its own
        super.onFillable();
        HttpParser parser = getParser();
        if (parser.inHeaderState()) {
          awaitHead(parser.isStart() ? idleMs : headMs);
        }
      } finally {
        reading.unlock();
      }
    }

    /** What is left shrinks with every byte that does not complete the request. */
    private void awaitHead(long mostMs) {
      if (awaited != getMessagesIn()) {
        awaited = getMessagesIn();
        sinceNanos = System.nanoTime();
      }
      long left = mostMs - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sinceNanos);
      if (left > 0) {
        patience(left);
      } else {
        getEndPoint().close();
      }
    }

    private void patience(long ms) {
      if (getEndPoint().getIdleTimeout() != ms) {
        getEndPoint().setIdleTimeout(ms);
      }
    }
  }
}
