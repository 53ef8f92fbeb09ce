package caplab.lab;

import caplab.lab.model.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The right to run a cluster on a folder of data. A crash gives it back. */
record DataLock(FileChannel file) implements AutoCloseable {

  /**
   * Takes it for {@code directory}; the lock file lies beside, so that dropping the data keeps it.
   *
   * @throws UserError if another process has it
   */
  static DataLock take(Path directory) {
    Path path = directory.resolveSibling(directory.getFileName() + ".lock");
    try {
      Files.createDirectories(path.getParent());
      FileChannel file =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = file.tryLock();
      if (lock == null) {
        file.close();
        throw UserError.now(
            "a cluster runs already on " + directory + "; end it with Ctrl-C where it was started");
      }
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
