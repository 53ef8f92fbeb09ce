package caplab.lab.history;

import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One line of a history, as Jepsen writes it: a process invokes an operation, and later the same
 * process completes it.
 *
 * @param process who; one process has at most one operation open
 * @param type what the line says of the operation
 * @param f what is done
 * @param key on what; empty if there is but one register
 * @param value text or null; of a {@code cas} the pair {@code [expected, new]}
 * @param time nanoseconds since the start of the run
 * @param node the service instance asked, {@code app_cp_g2}; empty if the line names none
 * @param more what else was seen, under the names of {@link Facts}
 */
public record HistoryEvent(
    long process,
    Type type,
    F f,
    String key,
    JsonNode value,
    long time,
    String node,
    Map<String, JsonNode> more) {

  /** What else was seen, by its name in {@link Facts}. */
  public Optional<JsonNode> fact(String name) {
    return Optional.ofNullable(more.get(name));
  }

  /** How certain the outcome is. */
  public enum Type {
    /** It begins. */
    INVOKE,
    /** It happened. */
    OK,
    /** It did not happen, and never will. */
    FAIL,
    /** It may or may not happen, at any time from its beginning on. */
    INFO
  }

  /** The operations. */
  public enum F {
    READ,
    WRITE,
    CAS,
    DELETE
  }
}
