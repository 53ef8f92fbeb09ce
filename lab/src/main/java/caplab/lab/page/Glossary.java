package caplab.lab.page;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The words of {@code docs/glossary.md}, as plain text for a page to show beside them. */
public final class Glossary {

  private static final String FILE = "glossary.md";
  private static final String HEADING = "(?m)^### ";
  private static final String LINK = "\\[([^\\]]+)]\\([^)]*\\)";

  private Glossary() {}

  /** By word in lower case, in the order of the page. */
  public static Map<String, String> words() {
    return read(PagePart.text(FILE));
  }

  static Map<String, String> read(String page) {
    Map<String, String> words = new LinkedHashMap<>();
    String[] entries = page.split(HEADING);
    for (int each = 1; each < entries.length; each++) {
      String[] parts = entries[each].split("\n", 2);
      words.put(parts[0].strip().toLowerCase(Locale.ROOT), plain(parts[1]));
    }
    return words;
  }

  private static String plain(String markdown) {
    return markdown.replaceAll(LINK, "$1").replaceAll("[`*]", "").replaceAll("\\s+", " ").strip();
  }
}
