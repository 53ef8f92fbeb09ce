package caplab.lab.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a source file says to its reader, as one line without the marks of comments. */
final class Comments {

  private static final String QUOTED =
      "\"[^\"\\\\\\n]*+(?:\\\\.[^\"\\\\\\n]*+)*+\"|'[^'\\\\\\n]*+(?:\\\\.[^'\\\\\\n]*+)*+'";

  /** Strings first, so that what looks like a comment in one is none. */
  private static final Pattern JAVA =
      Pattern.compile("\"\"\"(?s:.*?)\"\"\"|" + QUOTED + "|(?<said>//[^\\n]*|/\\*(?s:.*?)\\*/)");

  private static final Pattern LUA =
      Pattern.compile(QUOTED + "|(?<said>--\\[\\[(?s:.*?)]]|--[^\\n]*)");

  private static final Pattern MARGIN = Pattern.compile("\\s*\\n\\s*(?:\\*(?!/)|//|--)?\\s*");

  private Comments() {}

  static String of(Path file) throws IOException {
    String text = Files.readString(file);
    return file.toString().endsWith(".lua") ? in(text, LUA) : in(text, JAVA);
  }

  static String inJava(String text) {
    return in(text, JAVA);
  }

  static String inLua(String text) {
    return in(text, LUA);
  }

  private static String in(String text, Pattern language) {
    StringBuilder said = new StringBuilder();
    Matcher matcher = language.matcher(text);
    int end = 0;
    while (matcher.find()) {
      if (matcher.group("said") != null) {
        // A comment of several lines is one; code between two parts them.
        boolean goesOn = text.substring(end, matcher.start()).isBlank();
        said.append(goesOn ? "\n" : "\n;\n").append(matcher.group("said"));
        end = matcher.end();
      }
    }
    return MARGIN.matcher(said).replaceAll(" ").strip();
  }
}
