package caplab.lab.check;

import caplab.lab.history.Facts;
import caplab.lab.history.HistoryEvent;
import caplab.lab.history.HistoryWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Histories of any size of a correct register, as app-cp's are recorded. {@code main} writes one,
 * to measure {@code ./cap check} by: file, keys, operations, and the fraction that is never
 * answered.
 */
public final class MadeHistory {

  private static final int CLIENTS = 64;
  private static final double UNMET = 0.3;
  private static final int ZONES = 3;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private MadeHistory() {}

  public static void main(String[] arguments) throws IOException {
    write(
        Path.of(arguments[0]),
        Integer.parseInt(arguments[1]),
        Integer.parseInt(arguments[2]),
        Double.parseDouble(arguments[3]));
  }

  /** Writes one; the same one for the same arguments. */
  public static Path write(Path file, int keys, int operations, double unknown) throws IOException {
    Clients.Mix mix = new Clients.Mix(CLIENTS, keys, operations, 0, unknown, UNMET);
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      for (HistoryEvent event : Clients.history(mix, 1)) {
        writer.write(HistoryWriter.line(recorded(event)));
        writer.newLine();
      }
    }
    return file;
  }

  private static HistoryEvent recorded(HistoryEvent event) {
    long zone = 1 + event.process() % ZONES;
    Map<String, JsonNode> more = new LinkedHashMap<>(event.more());
    more.put(Facts.MODE, JSON.stringNode("cp"));
    more.put(Facts.ZONE, JSON.stringNode("g" + zone));
    if (event.type() == HistoryEvent.Type.OK) {
      more.put(Facts.STATUS, JSON.numberNode(200));
    }
    return new HistoryEvent(
        event.process(),
        event.type(),
        event.f(),
        event.key(),
        event.value(),
        event.time() * 20_000,
        "app_cp_g" + zone,
        more);
  }
}
