package caplab.lab.embedded;

import caplab.lab.model.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The folder of one cluster: a folder per node, the logs, the key that signs sessions, and the
 * version of Redis that wrote it all.
 */
public record DataDirectory(Path directory) {

  private static final int SECRET_BYTES = 32;
  private static final Set<Path> TEMPORARY = ConcurrentHashMap.newKeySet();

  /** Makes the folder if it is missing; with {@code fresh}, drops what is in it first. */
  public static DataDirectory open(Path directory, boolean fresh) {
    if (fresh) {
      drop(directory);
    }
    DataDirectory data = new DataDirectory(directory.toAbsolutePath());
    makeDirectory(data.logs());
    return data;
  }

  /** A new folder that is gone with its cluster, also when a signal ends that. */
  public static DataDirectory temporary(String prefix) {
    try {
      Path directory = Files.createTempDirectory(prefix).toAbsolutePath();
      TEMPORARY.add(directory);
      return open(directory, false);
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  /** Drops a temporary folder; any other stays. */
  public void leave() {
    if (TEMPORARY.remove(directory)) {
      drop(directory);
    }
  }

  /** A temporary folder that stays when its cluster ends: whoever asks for that drops it. */
  public DataDirectory outlive() {
    TEMPORARY.remove(directory);
    return this;
  }

  Path node(String name) {
    return makeDirectory(directory.resolve(name));
  }

  /** Where a copy of a node's disk is kept. */
  Path kept(String name) {
    return directory.resolve("kept").resolve(name);
  }

  /** The file that a node's clock follows, if it can be set. */
  Path clock(String name) {
    return directory.resolve("clock-" + name);
  }

  /** What libfaketime reads: an offset to the machine's clock, in seconds. */
  void setClock(String name, long aheadMs) {
    try {
      Path next = directory.resolve("clock-" + name + ".next");
      Files.writeString(next, String.format(Locale.ROOT, "%+.3f%n", aheadMs / 1e3));
      Files.move(next, clock(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Where all is that locks the cluster. */
  Path lock() {
    return directory.resolve("lock");
  }

  /** Where the audits of a locked cluster are, each under its instance's name, and their key. */
  public Path audits() {
    return directory.resolve("audit");
  }

  /** Where what services and nodes say goes. */
  public Path logs() {
    return directory.resolve("logs");
  }

  /** Where what this process says goes. */
  public Path log(String name) {
    return logs().resolve(name + ".log");
  }

  /** The same at every start, so that sessions outlive one; readable by its owner only. */
  String secret() {
    Path file = directory.resolve("secret_key");
    try {
      if (!Files.exists(file)) {
        byte[] bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, HexFormat.of().formatHex(bytes));
      }
      return Files.readString(file).strip();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /**
   * Notes which Redis writes here from now on.
   *
   * @throws UserError if a newer one did, whose files this one may not read
   */
  void claimFor(RedisVersion version) {
    Path file = directory.resolve("redis_version");
    try {
      RedisVersion writer =
          Files.exists(file) ? RedisVersion.in(Files.readString(file)).orElse(version) : version;
      if (writer.writesNewerFormatThan(version)) {
        throw UserError.now(
            ("%s was written by Redis %s, but only %s was found: install the newer one,"
                    + " or drop the data with --fresh")
                .formatted(directory, writer, version));
      }
      Files.writeString(file, version + "\n");
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Removes a folder and all below it; none is fine. */
  public static void drop(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException("cannot drop " + directory, broken);
    }
  }

  /** Makes one folder like another, whose files may be growing. */
  public static void copy(Path from, Path to) {
    drop(to);
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Path copy = to.resolve(from.relativize(each).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(each, copy);
      }
    } catch (IOException broken) {
      throw new UncheckedIOException("cannot copy " + from + " to " + to, broken);
    }
  }

  private static Path makeDirectory(Path path) {
    try {
      return Files.createDirectories(path);
    } catch (IOException broken) {
      throw new UncheckedIOException("cannot make " + path, broken);
    }
  }
}
