package caplab.lab.history;

import caplab.lab.history.HistoryEvent.F;
import caplab.lab.history.HistoryEvent.Type;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns the members of one line into an event, and fills in what other recorders leave out from the
 * lines before it: {@code time}, and key and kind of what a process completes.
 */
final class EventLine {

  /** Where no times are recorded, each line counts as a millisecond. */
  private static final long LINE = 1_000_000;

  private final Map<Long, HistoryEvent> open = new HashMap<>();
  private final Map<Long, Long> lastTimes = new HashMap<>();
  private final RecentlySeen recent = new RecentlySeen();
  private long time = -LINE;

  /**
   * Takes the members that it knows out of the object; the rest becomes {@link HistoryEvent#more}.
   *
   * @throws IllegalArgumentException if this is no event; the message says why
   */
  HistoryEvent read(ObjectNode members) {
    long process = process(members.remove("process"));
    Type type = named(Type.class, "type", members.remove("type"));
    HistoryEvent began = type == Type.INVOKE ? null : open.remove(process);
    if (type != Type.INVOKE && began == null) {
      throw new IllegalArgumentException(
          "process " + process + " completes an operation that it never began");
    }
    JsonNode f = members.remove("f");
    F kind = f == null && began != null ? began.f() : named(F.class, "f", f);
    JsonNode key = members.remove("key");
    JsonNode value = orNull(members.remove("value"));
    if (key == null && isTuple(kind, value, began)) {
      key = value.get(0);
      value = value.get(1);
    }
    String register = key == null ? began == null ? "" : began.key() : key.asString(key.toString());
    if (began != null && (kind != began.f() || !register.equals(began.key()))) {
      throw new IllegalArgumentException(
          "process %d began %s of \"%s\" and completes %s of \"%s\""
              .formatted(process, name(began.f()), began.key(), name(kind), register));
    }
    if (kind == F.CAS && type == Type.INVOKE && !(value.isArray() && value.size() == 2)) {
      throw new IllegalArgumentException("the value of a cas is [expected, new], not " + value);
    }
    time = members.has("time") ? number("time", members.remove("time")) : time + LINE;
    requireOrder(process, type);
    JsonNode node = members.remove("node");
    String place = node == null ? "" : node.asString("");
    HistoryEvent event =
        new HistoryEvent(
            process,
            type,
            kind,
            recent.same(register),
            recent.same(value),
            time,
            recent.same(place),
            recent.same(more(members, began)));
    if (type == Type.INVOKE) {
      open.put(process, event);
    }
    return event;
  }

  /** What a process does is in the order of its lines; what several do need not be. */
  private void requireOrder(long process, Type type) {
    Long before = lastTimes.put(process, time);
    if (before != null && before > time) {
      throw new IllegalArgumentException(
          type == Type.INVOKE
              ? "process %d begins at %d ns, before what it did last, at %d ns"
                  .formatted(process, time, before)
              : "process %d is answered at %d ns, before it asked, at %d ns"
                  .formatted(process, time, before));
    }
  }

  /**
   * Jepsen's independent keys: {@code [key, value]}, of a compare-and-set {@code [key, [a, b]]}.
   */
  private static boolean isTuple(F kind, JsonNode value, HistoryEvent began) {
    if (!value.isArray() || value.size() != 2) {
      return false;
    }
    boolean ofKey = began == null || !began.key().isEmpty();
    return ofKey && (kind != F.CAS || value.get(1).isArray());
  }

  private static long process(JsonNode process) {
    if (process == null) {
      throw new IllegalArgumentException("no process");
    }
    return number("process", process);
  }

  private static long number(String name, JsonNode number) {
    if (!number.isIntegralNumber() || !number.canConvertToLong()) {
      throw new IllegalArgumentException(name + " is a whole number, not " + number);
    }
    return number.longValue();
  }

  private static <E extends Enum<E>> E named(Class<E> kind, String member, JsonNode name) {
    String text = name == null ? "" : name.asString("").replaceFirst("^:", "");
    return Arrays.stream(kind.getEnumConstants())
        .filter(it -> name(it).equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "%s is one of %s, not %s"
                    .formatted(
                        member,
                        String.join(
                            ", ",
                            Arrays.stream(kind.getEnumConstants()).map(EventLine::name).toList()),
                        name)));
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static JsonNode orNull(JsonNode value) {
    return value == null ? NullNode.instance : value;
  }

  private static Map<String, JsonNode> more(ObjectNode rest, HistoryEvent began) {
    Map<String, JsonNode> more = new LinkedHashMap<>();
    rest.properties().forEach(it -> more.put(it.getKey(), it.getValue()));
    JsonNode mode = began == null ? null : began.more().get(Facts.MODE);
    if (began != null && !Objects.equals(more.computeIfAbsent(Facts.MODE, it -> mode), mode)) {
      throw new IllegalArgumentException(
          "%s begins with mode %s and completes with %s"
              .formatted("process " + began.process(), mode, more.get(Facts.MODE)));
    }
    return more;
  }
}
