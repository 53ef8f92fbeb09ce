package caplab.lab.history;

import caplab.lab.wire.LabJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads a history line by line: ours, or anyone's as Jepsen writes them. */
public final class HistoryReader {

  private static final int BUFFER = 1 << 16;

  private final String source;
  private final EventLine line = new EventLine();
  private long number;

  private HistoryReader(String source) {
    this.source = source;
  }

  /**
   * All events of a file, in its order, without those of the nemesis.
   *
   * @throws UnreadableHistory at the first line that is no event
   * @throws IOException if there is no such file
   */
  public static List<HistoryEvent> read(Path file) throws IOException {
    try (Stream<HistoryEvent> events = open(file)) {
      return events.toList();
    }
  }

  /**
   * The same one after another, as they are asked for; whoever asks closes it.
   *
   * @throws UnreadableHistory from the stream, at the first line that is no event
   * @throws IOException if there is no such file
   */
  public static Stream<HistoryEvent> open(Path file) throws IOException {
    // What is no UTF-8 is replaced here, and then refused as no JSON, with its line number.
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8), BUFFER);
    return read(lines, file.toString()).onClose(() -> close(lines));
  }

  private static void close(BufferedReader lines) {
    try {
      lines.close();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /**
   * Events one after another, as they are asked for.
   *
   * @param source what messages call it
   * @throws UnreadableHistory from the stream, at the first line that is no event
   */
  public static Stream<HistoryEvent> read(BufferedReader lines, String source) {
    HistoryReader reader = new HistoryReader(source);
    return lines.lines().map(reader::event).filter(Objects::nonNull);
  }

  /** Null for a line that says nothing about the register. */
  private HistoryEvent event(String text) {
    number++;
    if (text.isBlank()) {
      return null;
    }
    try {
      if (!(LabJson.MAPPER.readTree(text) instanceof ObjectNode members)) {
        throw new IllegalArgumentException("not a JSON object");
      }
      return isNemesis(members) ? null : line.read(members);
    } catch (JacksonException unreadable) {
      throw new UnreadableHistory(
          source,
          number,
          "not JSON: " + unreadable.getOriginalMessage().lines().findFirst().orElse(""));
    } catch (IllegalArgumentException wrong) {
      throw new UnreadableHistory(source, number, wrong.getMessage());
    }
  }

  private static boolean isNemesis(JsonNode members) {
    String process = members.path("process").asString("");
    return process.equals("nemesis") || process.equals(":nemesis");
  }
}
