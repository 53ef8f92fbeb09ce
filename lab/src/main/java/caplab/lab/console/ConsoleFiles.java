package caplab.lab.console;

import caplab.lab.page.Glossary;
import caplab.lab.page.PagePart;
import caplab.lab.wire.LabJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The files of the console's page, as they lie beside this class. */
final class ConsoleFiles {

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "json", "application/json");

  /** A file and its media type. */
  record File(String type, byte[] bytes) {}

  private ConsoleFiles() {}

  /** The file at this path of the page; names are plain, so that no path leads elsewhere. */
  static Optional<File> at(String path) {
    String name = path.equals("/") ? "index.html" : path.substring(1);
    if (name.equals(PagePart.PALETTE)) {
      return Optional.of(text("css", PagePart.text(name)));
    }
    if (name.equals("glossary.json")) {
      return Optional.of(text("json", LabJson.MAPPER.writeValueAsString(Glossary.words())));
    }
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

  private static File text(String kind, String text) {
    return new File(TYPES.get(kind), text.getBytes(StandardCharsets.UTF_8));
  }
}
