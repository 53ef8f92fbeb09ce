package caplab.http;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();

  ConnectionLimit(int most) {
    this.most = most;
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof SslConnection) {
      return; // the connection within is the one that knows of requests
    }
    open.add(connection);
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
        open.stream()
            .filter(connection -> connection != newcomer && idle(connection))
            .sorted(Comparator.comparingLong(ConnectionLimit::idleForMs).reversed())
            .limit(1 + most / SHARE_CLOSED)
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
