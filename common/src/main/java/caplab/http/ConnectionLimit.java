package caplab.http;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;

/**
 * Keeps the number of open connections within a limit: one more, and those idle longest without a
 * request in progress are closed; if none is, the newcomer.
 *
 * <p>Jetty's own limit stops accepting instead, and a new client then waits until an idle
 * connection times out.
 */
final class ConnectionLimit implements Connection.Listener {

  // Looking for the idlest takes a walk over all, so it makes room for some more at once.
  private static final int SHARE_CLOSED = 64;

  private final int most;
  private final Map<Connection, Long> open = new ConcurrentHashMap<>();
  private final AtomicLong opened = new AtomicLong();

  /**
   * How it is with a connection at one moment.
   *
   * @param number which one it is, in the order of opening
   */
  private record Idle(Connection connection, long ms, long number) {}

  ConnectionLimit(int most) {
    this.most = most;
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof SslConnection) {
      return; // the connection within is the one that knows of requests
    }
    open.put(connection, opened.incrementAndGet());
    if (open.size() > most) {
      makeRoom(connection);
    }
  }

  @Override
  public void onClosed(Connection connection) {
    open.remove(connection);
  }

  private void makeRoom(Connection newcomer) {
    List<Connection> idlest =
        open.entrySet().stream()
            .filter(each -> each.getKey() != newcomer && idle(each.getKey()))
            .map(each -> new Idle(each.getKey(), idleForMs(each.getKey()), each.getValue()))
            // Of those that came in one millisecond, the first: the last may be about to ask.
            .sorted(Comparator.comparingLong(Idle::ms).reversed().thenComparing(Idle::number))
            .limit(1 + most / SHARE_CLOSED)
            .map(Idle::connection)
            .toList();
    for (Connection connection : idlest.isEmpty() ? List.of(newcomer) : idlest) {
      open.remove(connection);
      connection.getEndPoint().close();
    }
  }

  private static boolean idle(Connection connection) {
    return connection.getMessagesIn() == connection.getMessagesOut();
  }

  private static long idleForMs(Connection connection) {
    EndPoint end = connection.getEndPoint();
    EndPoint below = end instanceof EndPoint.Wrapper tls ? tls.unwrap() : end;
    return below instanceof AbstractEndPoint of ? of.getIdleFor() : 0;
  }
}
