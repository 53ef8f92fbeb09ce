package caplab.lab.history;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * One line of a history, as Jepsen writes it: a process invokes an operation, and later the same
 * process completes it.
 *
 * @param process who; one process has at most one operation open
 * @param type what the line says of the operation
 * @param f what is done
 * @param key on what
 * @param value text or null; of a {@code cas} the pair {@code [expected, new]}
 * @param time nanoseconds since the start of the run
 * @param node the service instance asked, {@code app_cp_g2}; empty in a foreign history
 * @param more what else was seen, under the names of {@link Facts}
 */
public record Event(
    long process,
    Type type,
    F f,
    String key,
    @JsonInclude JsonNode value,
    long time,
    String node,
    @JsonAnyGetter @JsonAnySetter Map<String, JsonNode> more) {

  /** How certain the outcome is. */
  public enum Type {
    /** It begins. */
    @JsonProperty("invoke")
    INVOKE,
    /** It happened. */
    @JsonProperty("ok")
    OK,
    /** It did not happen, and never will. */
    @JsonProperty("fail")
    FAIL,
    /** It may or may not happen, at any time from its beginning on. */
    @JsonProperty("info")
    INFO
  }

  /** The operations. */
  public enum F {
    @JsonProperty("read")
    READ,
    @JsonProperty("write")
    WRITE,
    @JsonProperty("cas")
    CAS,
    @JsonProperty("delete")
    DELETE
  }
}
