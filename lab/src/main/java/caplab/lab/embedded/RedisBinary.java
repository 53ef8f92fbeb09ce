package caplab.lab.embedded;

import caplab.lab.model.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The real server that nodes run: {@code redis-server} or {@code valkey-server} from PATH when it
 * is 7.0 or newer, else the Redis 6.2 that the library embedded-redis carries.
 */
public record RedisBinary(Path path, RedisVersion version) {

  private static final List<String> NAMES = List.of("redis-server", "valkey-server");

  /**
   * Chooses the binary.
   *
   * @param searchPath as in the environment variable PATH
   * @param cache where the carried binary is unpacked if it is needed
   */
  public static RedisBinary choose(String searchPath, Path cache) {
    return onPath(searchPath).orElseGet(() -> carried(cache));
  }

  /** The first on PATH that is new enough. */
  static Optional<RedisBinary> onPath(String searchPath) {
    return NAMES.stream()
        .flatMap(name -> directories(searchPath).map(directory -> directory.resolve(name)))
        .filter(Files::isExecutable)
        .flatMap(path -> versionOf(path).map(found -> new RedisBinary(path, found)).stream())
        .filter(binary -> binary.version().compareTo(RedisVersion.WANTED) >= 0)
        .findFirst();
  }

  /** The one in the library, unpacked into {@code cache} unless it is there already. */
  public static RedisBinary carried(Path cache) {
    String name = resourceName();
    Path path = cache.resolve(name);
    try {
      if (!Files.isExecutable(path)) {
        unpack(name, path);
      }
    } catch (IOException full) {
      throw new UncheckedIOException("cannot unpack the Redis server into " + cache, full);
    }
    return versionOf(path)
        .map(version -> new RedisBinary(path, version))
        .orElseThrow(() -> UserError.now("the Redis server in " + path + " does not run here"));
  }

  private static void unpack(String name, Path path) throws IOException {
    Files.createDirectories(path.getParent());
    Path part = Files.createTempFile(path.getParent(), name, ".part");
    try (InputStream resource = ClassLoader.getSystemResourceAsStream(name)) {
      if (resource == null) {
        throw UserError.now("install redis-server 7.0 or newer: none is carried for this system");
      }
      Files.copy(resource, part, StandardCopyOption.REPLACE_EXISTING);
    }
    part.toFile().setExecutable(true);
    Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The names that embedded-redis 1.4.4 gives its binaries. */
  private static String resourceName() {
    boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
    boolean arm = List.of("aarch64", "arm64").contains(System.getProperty("os.arch"));
    if (mac) {
      return arm ? "redis-server-6.2.6-v5-darwin-arm64" : "redis-server-6.2.6-v5-darwin-amd64";
    }
    return arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
  }

  private static Stream<Path> directories(String searchPath) {
    return Pattern.compile(":").splitAsStream(searchPath).filter(s -> !s.isBlank()).map(Path::of);
  }

  private static Optional<RedisVersion> versionOf(Path path) {
    try {
      Process asked =
          new ProcessBuilder(path.toString(), "--version").redirectErrorStream(true).start();
      return RedisVersion.in(
          new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException unusable) {
      return Optional.empty();
    }
  }
}
