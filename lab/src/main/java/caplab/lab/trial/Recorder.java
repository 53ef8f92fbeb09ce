package caplab.lab.trial;

import caplab.lab.history.Facts;
import caplab.lab.history.HistoryEvent;
import caplab.lab.history.HistoryEvent.F;
import caplab.lab.history.HistoryEvent.Type;
import caplab.lab.model.Topology;
import caplab.lab.stage.ClientAnswer;
import caplab.lab.stage.ClientCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Writes down both ends of every call, as a client saw them. */
final class Recorder {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final List<HistoryEvent> events = new ArrayList<>();
  private long processes;

  /** A process that no line has named yet. */
  long process() {
    return processes++;
  }

  /** The line of a beginning. */
  HistoryEvent begin(long process, long at, ClientCall call) {
    Map<String, JsonNode> more = new LinkedHashMap<>();
    more.put(Facts.MODE, JSON.stringNode(call.instance().kind().mode()));
    more.put(Facts.ZONE, JSON.stringNode(Topology.zone(call.instance().zone())));
    more.putAll(call.facts());
    HistoryEvent event =
        new HistoryEvent(
            process,
            Type.INVOKE,
            call.f(),
            call.key(),
            call.recorded(),
            at,
            call.instance().name(),
            more);
    events.add(event);
    return event;
  }

  /** The line of what came of it. */
  HistoryEvent end(HistoryEvent begun, ClientAnswer answer) {
    Type type = type(begun.f(), answer);
    HistoryEvent event =
        new HistoryEvent(
            begun.process(),
            type,
            begun.f(),
            begun.key(),
            type == Type.OK && begun.f() == F.READ ? read(answer) : begun.value(),
            answer.at(),
            begun.node(),
            facts(begun, answer));
    events.add(event);
    return event;
  }

  /** All lines in order of time; an answer is noted a little after it came, so they are sorted. */
  List<HistoryEvent> history() {
    return events.stream().sorted(Comparator.comparingLong(HistoryEvent::time)).toList();
  }

  long count() {
    return events.size();
  }

  /**
   * A refusal is certain; silence and 504 are not, unless the request never left. A read that was
   * not answered has changed nothing.
   */
  private static Type type(F f, ClientAnswer answer) {
    if (answer.status() == 200 || (answer.status() == 404 && f == F.READ)) {
      return Type.OK;
    }
    boolean unknown =
        answer.status() == 0 ? answer.sent() : List.of(500, 504).contains(answer.status());
    return unknown && f != F.READ ? Type.INFO : Type.FAIL;
  }

  private static JsonNode read(ClientAnswer answer) {
    return answer.value().<JsonNode>map(JSON::stringNode).orElse(JSON.nullNode());
  }

  private static Map<String, JsonNode> facts(HistoryEvent begun, ClientAnswer answer) {
    Map<String, JsonNode> facts = new LinkedHashMap<>();
    begun.fact(Facts.MODE).ifPresent(mode -> facts.put(Facts.MODE, mode));
    begun.fact(Facts.ZONE).ifPresent(zone -> facts.put(Facts.ZONE, zone));
    facts.put(Facts.STATUS, JSON.numberNode(answer.status()));
    answer.version().ifPresent(it -> facts.put(Facts.VERSION, JSON.numberNode(it)));
    if (answer.served()) {
      if (begun.f() == F.READ) {
        facts.put(Facts.STALENESS_MS, bound(answer));
      }
      answer.replica().ifPresent(it -> facts.put(Facts.REPLICA, JSON.stringNode(it)));
      answer.sessionState().ifPresent(it -> facts.put(Facts.SESSION_STATE, JSON.stringNode(it)));
    } else {
      answer.error().ifPresent(it -> facts.put(Facts.ERROR, JSON.stringNode(it)));
    }
    answer.explain().ifPresent(it -> facts.put(Facts.EXPLAIN, it));
    if (answer.values().size() > 1) {
      ArrayNode siblings = JSON.arrayNode();
      answer.values().forEach(siblings::add);
      facts.put(Facts.SIBLINGS, siblings);
    }
    return facts;
  }

  private static JsonNode bound(ClientAnswer answer) {
    return answer.stalenessMs().isPresent()
        ? JSON.numberNode(answer.stalenessMs().getAsLong())
        : JSON.nullNode();
  }
}
