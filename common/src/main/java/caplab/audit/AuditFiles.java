package caplab.audit;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RolloverFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of an audit: the one that grows, and older ones beside it named {@code .1} and {@code
 * .2}, which logback's policy moves on. What is appended is on the disk, or nothing of it is in the
 * file. For one thread at a time; one process at a time has them.
 */
final class AuditFiles implements AuditLog.Disk {

  /** So large a file becomes; three of them are kept. */
  static final long BYTES_MOST = 10_000_000;

  static final int OLDER = 2;

  private static final Logger LOG = LoggerFactory.getLogger(AuditFiles.class);
  private static final FileAttribute<?> OURS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path path;
  private final long bytesMost;
  private final FileChannel lock;
  private final FixedWindowRollingPolicy policy = new FixedWindowRollingPolicy();
  private FileChannel channel;
  private long size;
  private long rollsAt;
  private boolean dirty;

  private AuditFiles(Path path, long bytesMost, FileChannel lock) throws IOException {
    this.path = path;
    this.bytesMost = bytesMost;
    this.lock = lock;
    this.rollsAt = bytesMost;
    FileAppender<Object> named = new FileAppender<>(); // never started: it tells its file's name
    named.setFile(path.toString());
    policy.setContext(new ContextBase());
    policy.setParent(named);
    policy.setFileNamePattern(path + ".%i");
    policy.setMinIndex(1);
    policy.setMaxIndex(OLDER);
    policy.start();
    reopen();
  }

  /**
   * @param bytesMost after which another file is begun
   * @throws IllegalArgumentException with a sentence that begins after the name of the file
   */
  static AuditFiles open(Path path, long bytesMost) {
    Path whole = path.toAbsolutePath();
    if (whole.toString().contains("%")) {
      throw new IllegalArgumentException("has a % in its path, which rotation would misread");
    }
    if (Files.exists(whole) && !Files.isRegularFile(whole)) {
      throw new IllegalArgumentException("is no file");
    }
    try {
      FileChannel lock = create(whole.resolveSibling("." + whole.getFileName() + ".lock"));
      try {
        if (lock.tryLock() == null) {
          throw new OverlappingFileLockException();
        }
        return new AuditFiles(whole, bytesMost, lock);
      } catch (IOException | OverlappingFileLockException e) {
        lock.close();
        throw e;
      }
    } catch (OverlappingFileLockException e) {
      throw new IllegalArgumentException("is written by another process: each needs its own");
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot be opened: " + e);
    }
  }

  private static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OURS);
  }

  private void reopen() throws IOException {
    channel = create(path);
    size = dirty ? size : channel.size(); // what was not written whole is cut off
  }

  /**
   * How the newest file that has anything ends.
   *
   * @param line the last that is whole, without its newline; empty if there is none
   * @param piece what comes after the last newline
   */
  record End(byte[] line, byte[] piece) {}

  /** What a new start goes on from. */
  End end() throws IOException {
    for (int i = 0; i <= OLDER; i++) {
      Path file = i == 0 ? path : Path.of(path + "." + i);
      if (Files.exists(file) && Files.size(file) > 0) {
        byte[] bytes = Files.readAllBytes(file);
        int last = lastNewline(bytes, bytes.length);
        int before = lastNewline(bytes, last);
        return new End(
            last < 0 ? new byte[0] : Arrays.copyOfRange(bytes, before + 1, last),
            Arrays.copyOfRange(bytes, last + 1, bytes.length));
      }
    }
    return new End(new byte[0], new byte[0]);
  }

  /** Of those before this place; -1 if there is none. */
  private static int lastNewline(byte[] bytes, int before) {
    int at = before - 1;
    while (at >= 0 && bytes[at] != '\n') {
      at--;
    }
    return at;
  }

  @Override
  public void append(byte[] lines) throws IOException {
    if (!channel.isOpen()) {
      reopen();
    }
    if (dirty) {
      channel.truncate(size);
      dirty = false;
    }
    if (size > 0 && size + lines.length > rollsAt) {
      roll();
    }
    dirty = true;
    ByteBuffer left = ByteBuffer.wrap(lines);
    while (left.hasRemaining()) {
      channel.write(left, size + left.position());
    }
    channel.force(false);
    dirty = false;
    size += lines.length;
  }

  private void roll() throws IOException {
    channel.close();
    try {
      policy.rollover();
      rollsAt = bytesMost;
    } catch (RolloverFailure e) {
      rollsAt += bytesMost; // tried again later: each try moves the older files on
      LOG.warn("{} cannot be moved, so it grows on", path, e);
    } finally {
      reopen();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    lock.close();
  }

  /** Closes them where something went wrong already, which is what is to be told. */
  void release() {
    try {
      close();
    } catch (IOException e) {
      LOG.debug("{} cannot be closed", path, e);
    }
  }
}
