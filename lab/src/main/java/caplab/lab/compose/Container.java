package caplab.lab.compose;

import caplab.lab.wire.LabJson;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * One container of the stack, as {@code docker inspect} tells it.
 *
 * @param service what the compose file calls it: {@code app_cp}
 * @param address on the data plane; empty while it has none
 * @param attached whether it belongs to the data plane, running or not
 * @param healthy whether its health check passes
 */
record Container(
    String name,
    String service,
    State state,
    long pid,
    Optional<String> address,
    boolean attached,
    boolean healthy) {

  /** The data plane, which experiments cut. */
  static final String NETWORK = "cap_network";

  static final String PROJECT_LABEL = "com.docker.compose.project";
  private static final String SERVICE_LABEL = "com.docker.compose.service";

  /** What its process does. */
  enum State {
    UP,
    PAUSED,
    DEAD
  }

  /** Reads the answer of {@code docker inspect}, whatever else it tells. */
  static List<Container> read(String inspected) {
    return LabJson.MAPPER.readTree(inspected).valueStream().map(Container::of).toList();
  }

  /** Whether somebody took it off the data plane while it runs. */
  boolean disconnected() {
    return state != State.DEAD && !attached;
  }

  /** Whether rules can be planted beside it. */
  boolean reachable() {
    return state != State.DEAD && attached;
  }

  private static Container of(JsonNode told) {
    JsonNode state = told.path("State");
    JsonNode end = told.path("NetworkSettings").path("Networks").path(NETWORK);
    return new Container(
        told.path("Name").asString("").replaceFirst("^/", ""),
        told.path("Config").path("Labels").path(SERVICE_LABEL).asString(""),
        state(state),
        state.path("Pid").asLong(0),
        Stream.of(end.path("IPAddress").asString("")).filter(it -> !it.isEmpty()).findFirst(),
        end.isObject(),
        state.path("Health").path("Status").asString("healthy").equals("healthy"));
  }

  private static State state(JsonNode state) {
    if (state.path("Paused").asBoolean(false)) {
      return State.PAUSED;
    }
    return state.path("Running").asBoolean(false) ? State.UP : State.DEAD;
  }
}
