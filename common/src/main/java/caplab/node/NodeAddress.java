package caplab.node;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where one node is, as an entry of {@code REDIS_NODES} says: {@code db_g1=127.0.0.1:7001} or
 * {@code db_g1=rediss://user:password@host:port}.
 *
 * @param tls whether the connection is encrypted ({@code rediss})
 */
public record NodeAddress(
    String name,
    String host,
    int port,
    boolean tls,
    Optional<String> user,
    Optional<String> password) {

  private static final int DEFAULT_PORT = 6379;

  // Not java.net.URI: it knows no host with an underscore, such as db_g1.
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?<scheme>rediss?)://((?<user>[^:@/\\s]*):(?<password>[^@/\\s]*)@)?"
              + "(?<host>[A-Za-z0-9_.-]{1,253}|\\[[0-9a-fA-F:.]{2,45}])(:(?<port>[0-9]{1,5}))?/?");

  static {
    // A node that moved while it was cut off must be found again at once (B-2). The JDK reads both
    // on
    // its first look-up, so they are set here, where the first name of a node is met.
    Security.setProperty("networkaddress.cache.ttl", "1");
    Security.setProperty("networkaddress.cache.negative.ttl", "1");
  }

  /**
   * Parses a whole list, entries separated by commas.
   *
   * @throws IllegalArgumentException naming the first entry that is empty, malformed or a duplicate
   */
  public static List<NodeAddress> parseAll(String list) {
    if (list.isBlank()) {
      throw new IllegalArgumentException("names no node; expected name=host:port,...");
    }
    List<NodeAddress> nodes = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Set<String> places = new HashSet<>();
    for (String entry : list.split(",", -1)) {
      NodeAddress node = parse(entry.strip());
      if (!names.add(node.name())) {
        throw new IllegalArgumentException("names the node " + node.name() + " twice");
      }
      if (!places.add(node.place())) {
        throw new IllegalArgumentException("gives the address " + node.place() + " to two nodes");
      }
      nodes.add(node);
    }
    return List.copyOf(nodes);
  }

  /**
   * Parses one entry.
   *
   * @throws IllegalArgumentException if it is not {@code name=address}; never quotes a password
   */
  public static NodeAddress parse(String entry) {
    int equals = entry.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException(
          entry.isEmpty() ? "has an empty entry" : "has an entry that is not name=host:port");
    }
    String name = entry.substring(0, equals).strip();
    if (!name.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException("has a node without a plain name: '" + name + "'");
    }
    String address = entry.substring(equals + 1).strip();
    return at(name, address.contains("://") ? address : "redis://" + address);
  }

  /** Host and port, without credentials. */
  public String place() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** Never shows the password. */
  @Override
  public String toString() {
    return name + "=" + (tls ? "rediss://" : "redis://") + place();
  }

  private static NodeAddress at(String name, String address) {
    Matcher part = ADDRESS.matcher(address);
    if (!part.matches()) {
      throw malformed(name);
    }
    int port = part.group("port") == null ? DEFAULT_PORT : Integer.parseInt(part.group("port"));
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("gives " + name + " a port outside 1..65535");
    }
    Optional<String> user;
    Optional<String> password;
    try {
      user = Optional.ofNullable(part.group("user")).map(NodeAddress::decoded);
      password = Optional.ofNullable(part.group("password")).map(NodeAddress::decoded);
    } catch (IllegalArgumentException e) {
      throw malformed(name); // the cause would quote the password
    }
    return new NodeAddress(
        name,
        part.group("host").replaceAll("^\\[|]$", ""),
        port,
        "rediss".equals(part.group("scheme")),
        user.filter(u -> !u.isEmpty()),
        password);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static IllegalArgumentException malformed(String name) {
    return new IllegalArgumentException(
        "gives "
            + name
            + " an address that is neither host:port nor redis[s]://user:pass@host:port");
  }
}
