package caplab.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Real Redis servers for tests: each a process of its own on a free port of 127.0.0.1 with a
 * temporary folder and the settings that nodes need. Ends what it started, also when the JVM ends.
 */
public final class RedisServers implements AutoCloseable {

  private static final Set<RedisServer> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(RedisServer::kill)));
  }

  private final Path folder;
  private final List<RedisServer> servers;

  private RedisServers(Path folder, List<RedisServer> servers) {
    this.folder = folder;
    this.servers = servers;
  }

  /** Starts servers named {@code db_g1}, {@code db_g2}, ... and waits until each answers. */
  public static RedisServers start(int count, String... moreSettings) {
    return start(count, RedisUsers.NOBODY, moreSettings);
  }

  /** The same with the users of {@code redis/users.acl}; addresses log in as {@code user}. */
  public static RedisServers startFor(String user, int count, String... moreSettings) {
    return start(count, new RedisUsers(user), moreSettings);
  }

  private static RedisServers start(int count, RedisUsers users, String... moreSettings) {
    try {
      Path folder = Files.createTempDirectory("redis-nodes-");
      List<String> settings = new ArrayList<>(users.settings(folder));
      settings.addAll(List.of(moreSettings));
      List<RedisServer> servers =
          Stream.iterate(1, i -> i + 1)
              .limit(count)
              .map(i -> new RedisServer("db_g" + i, freePort(), folder, users, settings))
              .toList();
      servers.forEach(RedisServer::start);
      RUNNING.addAll(servers);
      return new RedisServers(folder, servers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first server. */
  public RedisServer only() {
    return servers.getFirst();
  }

  public List<RedisServer> all() {
    return servers;
  }

  /** The server of that name, for example {@code db_g2}. */
  public RedisServer named(String name) {
    return servers.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  /** Where they are, as {@code REDIS_NODES} says it. */
  public String addresses() {
    return String.join(",", servers.stream().map(RedisServer::entry).toList());
  }

  /** Ends every server and removes its data. */
  @Override
  public void close() {
    servers.forEach(RedisServer::kill);
    servers.forEach(RUNNING::remove);
    remove(folder);
  }

  /** Removes a folder with all that is in it. */
  public static void remove(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A port that nobody listens on now. */
  public static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
