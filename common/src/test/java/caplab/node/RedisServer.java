package caplab.node;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** One redis-server process that a test can kill, stop, continue, restart and wipe. */
public final class RedisServer {

  /** A machine at its limit takes seconds to start a process. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final String name;
  private final int port;
  private final Path folder;
  private final RedisUsers users;
  private final List<String> moreSettings;
  private Process process;
  private int copies;

  RedisServer(String name, int port, Path parent, RedisUsers users, List<String> moreSettings) {
    this.users = users;
    this.name = name;
    this.port = port;
    this.folder = parent.resolve(name);
    this.moreSettings = moreSettings;
  }

  public String name() {
    return name;
  }

  public int port() {
    return port;
  }

  /** Host and port. */
  public String place() {
    return "127.0.0.1:" + port;
  }

  /** Its address as the services take it. */
  public NodeAddress address() {
    return NodeAddress.parse(entry());
  }

  /** The same as an entry of {@code REDIS_NODES}. */
  String entry() {
    return name + "=" + uri();
  }

  /** Its place with the user and password by which the services log in, where there are any. */
  public String uri() {
    return "redis://" + users.login() + place();
  }

  /** Starts it on the data it has, and waits until it answers. */
  public void start() {
    try {
      Files.createDirectories(folder);
      process =
          new ProcessBuilder(command())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("server.log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("redis-server must be on the PATH", e);
    }
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(this::answers);
  }

  /** Ends it as a power cut would (SIGKILL), and waits until it is gone. */
  public synchronized void kill() {
    if (process != null && process.isAlive()) {
      process.destroyForcibly();
      process.onExit().join();
    }
  }

  /** Makes it silent: connections are still accepted by the kernel, nothing is answered. */
  public void pause() {
    signal("STOP");
  }

  /** Lets it go on after {@link #pause}. */
  public void resume() {
    signal("CONT");
  }

  /** Kills and starts it on the same data. */
  public void restart() {
    kill();
    start();
  }

  /** Kills it and starts it on an empty disk. */
  public void wipe() {
    kill();
    RedisServers.remove(folder);
    start();
  }

  /**
   * A copy of its disk as it is, which a server that writes nothing meanwhile may go on writing to.
   */
  public Path copyDisk() {
    Path copy = folder.resolveSibling(name + "-copy" + ++copies);
    copy(folder, copy);
    return copy;
  }

  /** Kills it and starts it on such a copy: an old disk is back. */
  public void restartOn(Path disk) {
    kill();
    RedisServers.remove(folder);
    copy(disk, folder);
    start();
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client that may do all, for looking at the data and administration; the test closes it. */
  public Jedis client() {
    return client((int) PATIENCE.toMillis());
  }

  /** A client that may do what that user of {@code redis/users.acl} may; the test closes it. */
  public Jedis client(String user) {
    Jedis client = new Jedis(new HostAndPort("127.0.0.1", port), config(2000).build());
    client.auth(user, RedisUsers.password(user));
    return client;
  }

  private Jedis client(int timeoutMs) {
    DefaultJedisClientConfig.Builder config = config(timeoutMs);
    users.administrator(config);
    return new Jedis(new HostAndPort("127.0.0.1", port), config.build());
  }

  private static DefaultJedisClientConfig.Builder config(int timeoutMs) {
    return DefaultJedisClientConfig.builder().serverDefaultProtocol().timeoutMillis(timeoutMs);
  }

  /** Where its files are. */
  public Path folder() {
    return folder;
  }

  private List<String> command() {
    List<String> command = new ArrayList<>(List.of("redis-server"));
    command.addAll(List.of("--port", "" + port, "--bind", "127.0.0.1", "--dir", folder.toString()));
    command.addAll(List.of("--appendonly", "yes", "--appendfsync", "always", "--save", ""));
    command.addAll(List.of("--maxmemory-policy", "noeviction"));
    command.addAll(moreSettings);
    return command;
  }

  private boolean answers() {
    if (!process.isAlive()) {
      throw new IllegalStateException("redis-server ended: see " + folder.resolve("server.log"));
    }
    try (Jedis client = client(200)) {
      return client.ping().equals("PONG");
    } catch (JedisException e) {
      return e.getMessage() != null && e.getMessage().startsWith("NOAUTH");
    }
  }

  private void signal(String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
          .start()
          .onExit()
          .join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
