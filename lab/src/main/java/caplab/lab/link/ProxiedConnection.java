package caplab.lab.link;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Function;

/** One connection of a service through a link, with its counterpart at the node. */
final class ProxiedConnection {

  private static final int CONNECT_MS = 1000;

  private final InetSocketAddress target;
  private final Function<Direction, Fate> fate;
  private final Socket service;
  private final Socket node = new Socket();

  /**
   * One that is yet to run.
   *
   * @param target the node
   * @param fate of the next chunk that goes this way
   */
  ProxiedConnection(InetSocketAddress target, Function<Direction, Fate> fate, Socket service) {
    this.target = target;
    this.fate = fate;
    this.service = service;
  }

  /** Carries bytes both ways until the service or, where it can be heard, the node hangs up. */
  void run() {
    try (service;
        node) {
      service.setTcpNoDelay(true);
      if (!reachNode()) {
        end();
        return;
      }
      Thread replies = Thread.ofVirtual().start(this::carryReplies);
      new Pipe(
              service.getInputStream(),
              node.getOutputStream(),
              () -> fate.apply(Direction.REQUESTS))
          .run();
      node.close();
      replies.join();
    } catch (IOException | InterruptedException gone) {
      reset();
    }
  }

  /** Resets both ends, as a host does that no longer knows the connection. */
  void reset() {
    hangUp(service);
    hangUp(node);
  }

  private boolean reachNode() {
    try {
      node.connect(target, CONNECT_MS);
      node.setTcpNoDelay(true);
      return true;
    } catch (IOException dead) {
      return false;
    }
  }

  private void carryReplies() {
    try {
      Pipe pipe =
          new Pipe(
              node.getInputStream(),
              service.getOutputStream(),
              () -> fate.apply(Direction.REPLIES));
      if (pipe.run()) {
        hangUp(service);
      }
    } catch (IOException | InterruptedException gone) {
      reset();
    }
  }

  /** The node is dead: a reset where the network would carry one, else silence. */
  private void end() throws IOException {
    if (fate.apply(Direction.REPLIES) instanceof Fate.Lost
        || fate.apply(Direction.REQUESTS) instanceof Fate.Lost) {
      service.getInputStream().skip(Long.MAX_VALUE);
    }
    hangUp(service);
  }

  private static void hangUp(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException closed) {
      // Already closed, which is what is wanted.
    }
    try {
      socket.close();
    } catch (IOException closed) {
      // As above.
    }
  }
}
