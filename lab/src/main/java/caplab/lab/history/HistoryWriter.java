package caplab.lab.history;

import caplab.lab.wire.LabJson;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a history, one line per event. */
public final class HistoryWriter {

  private HistoryWriter() {}

  /** The line of an event, without its end. */
  public static String line(HistoryEvent event) {
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
    return LabJson.MAPPER.writeValueAsString(members);
  }
}
