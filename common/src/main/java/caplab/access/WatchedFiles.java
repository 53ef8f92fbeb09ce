package caplab.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What files say together, read again as one of them changes. What cannot be read or understood
 * changes nothing and is told of once.
 *
 * @param <T> what they are read as
 */
public final class WatchedFiles<T> {

  /** Hears of every change; {@code files} are their names. */
  public interface Listener {

    void changed(String files);

    /**
     * @param fault one sentence, which names the line where there is one
     */
    void faulty(String files, String fault);
  }

  private final List<Path> paths;
  private final Function<List<String>, T> parser;
  private final Listener listener;
  private List<String> texts;
  private String told = "";
  private volatile T value;

  /**
   * @param parser throws {@link IllegalArgumentException} with what is wrong
   * @throws IllegalArgumentException if they cannot be read or understood now
   */
  public WatchedFiles(List<Path> paths, Function<List<String>, T> parser, Listener listener) {
    this.paths = paths;
    this.parser = parser;
    this.listener = listener;
    this.texts = read();
    this.value = parser.apply(texts);
  }

  /** As the files said when they were last in order. */
  public T value() {
    return value;
  }

  /** Reads the files again. */
  public void look() {
    try {
      List<String> now = read();
      if (!now.equals(texts)) {
        value = parser.apply(now);
        texts = now;
        listener.changed(names());
      }
      told = "";
    } catch (IllegalArgumentException e) {
      if (!told.equals(e.getMessage())) {
        told = e.getMessage();
        listener.faulty(names(), told);
      }
    }
  }

  private List<String> read() {
    return paths.stream().map(this::read).toList();
  }

  private String names() {
    return paths.stream().map(Path::toString).collect(Collectors.joining(", "));
  }

  private String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          paths.size() == 1 ? "cannot be read" : path + " cannot be read");
    }
  }
}
