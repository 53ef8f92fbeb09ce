package caplab.lab.measure;

import caplab.lab.history.Facts;
import caplab.lab.history.HistoryEvent;
import caplab.lab.history.HistoryEvent.F;
import caplab.lab.history.HistoryEvent.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.StringNode;

/** A history told request by request, in milliseconds; every request is a process of its own. */
final class Story {

  private final List<HistoryEvent> events = new ArrayList<>();
  private final String mode;
  private long process;

  /**
   * @param mode {@code cp} or {@code ap}
   */
  Story(String mode) {
    this.mode = mode;
  }

  /** A read that showed nothing, one value, or several. */
  Story read(String zone, String key, double fromMs, double toMs, String... shown) {
    JsonNode value = shown.length == 0 ? NullNode.instance : StringNode.valueOf(shown[0]);
    Map<String, JsonNode> more = facts(zone, 200);
    if (shown.length > 1) {
      ArrayNode siblings = JsonNodeFactory.instance.arrayNode();
      List.of(shown).forEach(siblings::add);
      more.put(Facts.SIBLINGS, siblings);
    }
    invoke(F.READ, zone, key, NullNode.instance, fromMs);
    events.add(
        new HistoryEvent(process, Type.OK, F.READ, key, value, ns(toMs), "app_" + zone, more));
    return this;
  }

  Story write(String zone, String key, double fromMs, double toMs, String value) {
    return change(F.WRITE, zone, key, fromMs, toMs, StringNode.valueOf(value), Type.OK, 200);
  }

  Story delete(String zone, String key, double fromMs, double toMs) {
    return change(F.DELETE, zone, key, fromMs, toMs, NullNode.instance, Type.OK, 200);
  }

  /** A write that came to something else. */
  Story write(
      String zone, String key, double fromMs, double toMs, String value, Type type, int status) {
    return change(F.WRITE, zone, key, fromMs, toMs, StringNode.valueOf(value), type, status);
  }

  /** A write of which nothing more is heard. */
  Story writeWithoutEnd(String zone, String key, double fromMs, String value) {
    invoke(F.WRITE, zone, key, StringNode.valueOf(value), fromMs);
    return this;
  }

  private Story change(
      F f,
      String zone,
      String key,
      double fromMs,
      double toMs,
      JsonNode value,
      Type type,
      int status) {
    invoke(f, zone, key, value, fromMs);
    events.add(
        new HistoryEvent(
            process, type, f, key, value, ns(toMs), "app_" + zone, facts(zone, status)));
    return this;
  }

  private void invoke(F f, String zone, String key, JsonNode value, double atMs) {
    process++;
    Map<String, JsonNode> facts = facts(zone, 0);
    facts.remove(Facts.STATUS);
    events.add(
        new HistoryEvent(process, Type.INVOKE, f, key, value, ns(atMs), "app_" + zone, facts));
  }

  private Map<String, JsonNode> facts(String zone, int status) {
    return new HashMap<>(
        Map.of(
            Facts.MODE, StringNode.valueOf(mode),
            Facts.ZONE, StringNode.valueOf(zone),
            Facts.STATUS, IntNode.valueOf(status)));
  }

  /** The history of this service alone. */
  List<HistoryEvent> told() {
    return events.stream().sorted(Comparator.comparingLong(HistoryEvent::time)).toList();
  }

  private static long ns(double ms) {
    return Math.round(ms * 1e6);
  }
}
