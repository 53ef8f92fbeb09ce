package caplab.lab.history;

import caplab.lab.wire.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a history, one line per event, as it happens. Safe for use by many threads. */
public final class HistoryWriter implements AutoCloseable {

  private final BufferedWriter lines;

  private HistoryWriter(BufferedWriter lines) {
    this.lines = lines;
  }

  /** Begins a history, in place of one that may be there. */
  public static HistoryWriter to(Path file) throws IOException {
    return new HistoryWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8));
  }

  /** Appends one line. */
  public synchronized void append(Event event) throws IOException {
    lines.write(line(event));
    lines.write('\n');
  }

  /** The line of an event, without its end. */
  public static String line(Event event) {
    ObjectNode members = JsonNodeFactory.instance.objectNode();
    members.put("process", event.process());
    members.put("type", event.type().name().toLowerCase(Locale.ROOT));
    members.put("f", event.f().name().toLowerCase(Locale.ROOT));
    if (!event.key().isEmpty()) {
      members.put("key", event.key());
    }
    members.set("value", event.value());
    members.put("time", event.time());
    if (!event.node().isEmpty()) {
      members.put("node", event.node());
    }
    event.more().forEach(members::set);
    return Json.MAPPER.writeValueAsString(members);
  }

  @Override
  public synchronized void close() throws IOException {
    lines.close();
  }
}
