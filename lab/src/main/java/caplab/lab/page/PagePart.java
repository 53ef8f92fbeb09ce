package caplab.lab.page;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Files of this package, in the jar. */
public final class PagePart {

  /** The colours of every page, by day and by night. */
  public static final String PALETTE = "palette.css";

  private PagePart() {}

  /**
   * The whole text of a file beside this class.
   *
   * @throws UncheckedIOException if the jar has no such file
   */
  public static String text(String name) {
    try (InputStream file = PagePart.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new FileNotFoundException(name);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
