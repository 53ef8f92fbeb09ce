package caplab.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * What a file says, read again as it changes. One that cannot be read or understood changes nothing
 * and is told of once.
 *
 * @param <T> what it is read as
 */
final class WatchedFile<T> {

  /** Hears of every change. */
  interface Listener {

    void changed(Path file);

    /**
     * @param fault one sentence, which names the line where there is one
     */
    void faulty(Path file, String fault);
  }

  private final Path path;
  private final Function<String, T> parser;
  private final Listener listener;
  private String text;
  private String told = "";
  private volatile T value;

  /**
   * @param parser throws {@link IllegalArgumentException} with what is wrong
   * @throws IllegalArgumentException if it cannot be read or understood now
   */
  WatchedFile(Path path, Function<String, T> parser, Listener listener) {
    this.path = path;
    this.parser = parser;
    this.listener = listener;
    this.text = read(path);
    this.value = parser.apply(text);
  }

  /** As the file said when it was last in order. */
  T value() {
    return value;
  }

  /** Reads the file again. */
  void look() {
    try {
      String now = read(path);
      if (!now.equals(text)) {
        value = parser.apply(now);
        text = now;
        listener.changed(path);
      }
      told = "";
    } catch (IllegalArgumentException e) {
      if (!told.equals(e.getMessage())) {
        told = e.getMessage();
        listener.faulty(path, told);
      }
    }
  }

  /**
   * The text of a small file.
   *
   * @throws IllegalArgumentException if it cannot be read
   */
  static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot be read");
    }
  }
}
