package caplab.lab.readme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The README as a test reads it: sections between markers, and commands with the answers printed.
 */
record Readme(String text) {

  /** A command after {@code $} and the lines printed below it. */
  record Command(String line, List<String> answers) {}

  static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("README.md")) ? here : here.getParent();
  }

  /** Another page that is written so: {@code docs/errors.md}. */
  static Readme page(String path) {
    try {
      return new Readme(Files.readString(root().resolve(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Readme load() {
    return page("README.md");
  }

  /** What stands between {@code <!-- name -->} and the next heading. */
  String section(String name) {
    String marker = "<!-- " + name + " -->";
    int from = text.indexOf(marker);
    if (from < 0) {
      throw new IllegalStateException("the page has no marker " + marker);
    }
    from += marker.length();
    int heading = text.indexOf("\n## ", from);
    return text.substring(from, heading < 0 ? text.length() : heading).strip();
  }

  /** The commands of the console blocks of a section, in order. */
  List<Command> commands(String name) {
    List<Command> commands = new ArrayList<>();
    boolean inside = false;
    for (String line : section(name).lines().toList()) {
      if (line.startsWith("```")) {
        inside = line.equals("```console");
      } else if (inside && line.startsWith("$ ")) {
        commands.add(new Command(line.substring(2), new ArrayList<>()));
      } else if (inside && !commands.isEmpty() && !line.isBlank()) {
        commands.getLast().answers().add(line);
      }
    }
    return commands;
  }
}
