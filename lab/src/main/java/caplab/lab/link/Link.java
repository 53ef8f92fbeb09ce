package caplab.lab.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The wire between one service instance and one node: a TCP proxy on a loopback port of its own,
 * which faults can be planted on while it carries traffic. Safe for use by many threads.
 */
public final class Link implements AutoCloseable {

  private static final int BACKLOG = 128;

  private final InetSocketAddress target;
  private final Map<Class<? extends LinkFault>, LinkFault> faults = new ConcurrentHashMap<>();
  private final Set<ProxiedConnection> open = ConcurrentHashMap.newKeySet();
  private final int port;
  private ServerSocket listener;
  private Thread acceptor;

  /** Listens on a free loopback port and forwards to {@code target}, which need not answer yet. */
  public Link(InetSocketAddress target) throws IOException {
    this.target = target;
    listener = listen(0);
    port = listener.getLocalPort();
  }

  public int port() {
    return port;
  }

  /** Adds a fault; one of the same kind is replaced, and a new cut replaces any other cut. */
  public synchronized void plant(LinkFault fault) throws IOException {
    if (fault.cuts()) {
      faults.values().removeIf(LinkFault::cuts);
    }
    faults.put(fault.getClass(), fault);
    refresh();
  }

  /** Ends exactly this fault; another of its kind stays. */
  public synchronized void lift(LinkFault fault) throws IOException {
    faults.remove(fault.getClass(), fault);
    refresh();
  }

  /** Ends the cut, if there is one; delay and loss stay. */
  public synchronized void mend() throws IOException {
    faults.values().removeIf(LinkFault::cuts);
    refresh();
  }

  /** Ends every fault. */
  public synchronized void heal() throws IOException {
    faults.clear();
    refresh();
  }

  public List<LinkFault> faults() {
    return List.copyOf(faults.values());
  }

  @Override
  public synchronized void close() throws IOException {
    stopListening();
  }

  Fate fate(Direction direction) {
    Fate fate = Fate.AT_ONCE;
    for (LinkFault fault : faults.values()) {
      fate = fate.then(fault.strike(direction, ThreadLocalRandom.current()));
    }
    return fate;
  }

  private void refresh() throws IOException {
    if (faults.values().stream().anyMatch(LinkFault::refuses)) {
      stopListening();
    } else if (listener.isClosed()) {
      listener = listen(port);
    }
  }

  /** The port is closed only once the thread that waits at it has left. */
  private void stopListening() throws IOException {
    listener.close();
    try {
      acceptor.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    open.forEach(ProxiedConnection::reset);
  }

  private ServerSocket listen(int wanted) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), BACKLOG);
    acceptor = Thread.ofVirtual().name("link").start(() -> accept(socket));
    return socket;
  }

  private void accept(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket service = socket.accept();
        ProxiedConnection conversation = new ProxiedConnection(target, this::fate, service);
        open.add(conversation);
        Thread.ofVirtual().start(() -> converse(conversation));
      } catch (IOException closed) {
        // Closed by a refusal or the end; anything else shows as a connection that failed.
      }
    }
  }

  private void converse(ProxiedConnection conversation) {
    try {
      conversation.run();
    } finally {
      open.remove(conversation);
    }
  }
}
