package caplab.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One entry of {@code REDIS_NODES}: where a node is first looked for. Written {@code
 * name=host:port}, {@code name=rediss://user:password@host:port}, or just {@code name} for the host
 * of that name at port 6379. Names are not resolved here: a node that cannot be found at start is a
 * node that is down.
 */
public record NodeSeed(
    String name,
    String host,
    int port,
    boolean tls,
    Optional<String> user,
    Optional<String> password) {

  // Not java.net.URI: it knows no host with an underscore, such as db_g1.
  private static final Pattern ENTRY =
      Pattern.compile(
          "((?<name>[A-Za-z0-9][A-Za-z0-9_.-]{0,62})=)?((?<scheme>rediss?)://)?"
              + "((?<user>[^:@/]*):(?<password>[^@/]*)@)?"
              + "(?<host>[A-Za-z0-9_.-]{1,253}|\\[[0-9a-fA-F:.]{2,45}])(:(?<port>[0-9]{1,5}))?/?");

  private static final int NODES_MAX = 7;
  private static final int REDIS_PORT = 6379;

  /**
   * @throws IllegalArgumentException for an empty list, a wrong entry or one that is there twice
   */
  public static List<NodeSeed> list(String text) {
    List<NodeSeed> seeds = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String entry : text.split(",", -1)) {
      NodeSeed seed = parse(entry.strip());
      if (!seen.add(seed.name)) {
        throw new IllegalArgumentException("names " + seed.name + " twice");
      }
      if (!seen.add(seed.host + ":" + seed.port)) {
        throw new IllegalArgumentException("has " + seed.host + ":" + seed.port + " twice");
      }
      seeds.add(seed);
    }
    if (seeds.size() > NODES_MAX) {
      throw new IllegalArgumentException("has " + seeds.size() + " nodes; 1 to " + NODES_MAX);
    }
    return List.copyOf(seeds);
  }

  /** The same text, known to be a list of nodes. */
  static String checked(String text) {
    return list(text).isEmpty() ? "" : text;
  }

  /** {@code REDIS_NODES} without passwords. */
  static String masked(String text) {
    return text.replaceAll("(//[^:@,/]*):[^@,]*@", "$1:***@");
  }

  private static NodeSeed parse(String entry) {
    if (entry.isEmpty()) {
      throw new IllegalArgumentException(
          "is empty or has an empty entry; write name=host:port,...");
    }
    Matcher part = ENTRY.matcher(entry);
    if (!part.matches()) {
      throw new IllegalArgumentException(
          "has an entry that is not name=host:port: " + masked(entry));
    }
    String host = part.group("host");
    int port = part.group("port") == null ? REDIS_PORT : Integer.parseInt(part.group("port"));
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("has a port that is not 1 to 65535: " + masked(entry));
    }
    return new NodeSeed(
        part.group("name") == null ? host : part.group("name"),
        host,
        port,
        "rediss".equals(part.group("scheme")),
        decoded(part.group("user")),
        decoded(part.group("password")));
  }

  private static Optional<String> decoded(String text) {
    return Optional.ofNullable(text)
        .filter(t -> !t.isEmpty())
        .map(t -> URLDecoder.decode(t.replace("+", "%2B"), StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return name + "=" + (tls ? "rediss://" : "") + host + ":" + port;
  }
}
