package caplab.lab;

import caplab.lab.model.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The right to run a cluster on a folder of data. A crash gives it back. */
record DataLock(FileChannel file) implements AutoCloseable {

  /**
   * Takes it for {@code directory}; the lock file lies beside, so that dropping the data keeps it,
   * and names who has it.
   *
   * @param holder what it is wanted for: {@code port base 5000}
   * @throws UserError if another process has it
   */
  static DataLock take(Path directory, String holder) {
    Path path = directory.resolveSibling(directory.getFileName() + ".lock");
    try {
      Files.createDirectories(path.getParent());
      FileChannel file =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = file.tryLock();
      if (lock == null) {
        String other = Files.readString(path);
        file.close();
        throw UserError.now(
            "a cluster runs already on %s (%s); end it with Ctrl-C where it was started"
                .formatted(directory, other.isBlank() ? "it just begins" : other));
      }
      file.truncate(0);
      String text = holder + ", process " + ProcessHandle.current().pid();
      file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      return new DataLock(file);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
