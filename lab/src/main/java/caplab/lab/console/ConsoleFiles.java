package caplab.lab.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** The files of the console's page, as they lie beside this class. */
final class ConsoleFiles {

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  /** A file and its media type. */
  record File(String type, byte[] bytes) {}

  private ConsoleFiles() {}

  /** The file at this path of the page; names are plain, so that no path leads elsewhere. */
  static Optional<File> at(String path) {
    String name = path.equals("/") ? "index.html" : path.substring(1);
    if (!name.matches("[a-z-]+\\.(html|css|js|svg)")) {
      return Optional.empty();
    }
    try (InputStream file = ConsoleFiles.class.getResourceAsStream(name)) {
      return file == null
          ? Optional.empty()
          : Optional.of(
              new File(TYPES.get(name.substring(name.indexOf('.') + 1)), file.readAllBytes()));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
