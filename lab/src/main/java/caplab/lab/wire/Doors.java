package caplab.lab.wire;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How the lab gets at what it started: the services by HTTP, the nodes past all links.
 *
 * @param services in the clear, or over TLS with tokens
 * @param nodes in the clear, or over TLS as their administrator
 */
public record Doors(Http services, RedisLine nodes) {

  /** Nothing is locked. */
  public static final Doors OPEN = new Doors(Http.PLAIN, RedisLine.PLAIN);

  private static final Duration ANSWER = Duration.ofSeconds(1);

  /** The first line that a node of this machine answers; empty if it does not within a second. */
  public String say(int port, String command) {
    return nodes.say(here(port), command, ANSWER).orElse("");
  }

  /** A section of a node's {@code INFO}; empty if it does not come within a second. */
  public Optional<Map<String, String>> info(int port, String section) {
    return nodes.info(here(port), section, ANSWER);
  }

  private static InetSocketAddress here(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}
