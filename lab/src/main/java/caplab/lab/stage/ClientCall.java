package caplab.lab.stage;

import caplab.lab.history.HistoryEvent.F;
import caplab.lab.model.Topology.Instance;
import caplab.lab.model.Topology.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One request of a client.
 *
 * @param instance whom it asks
 * @param value what is written; empty of a read and a delete
 * @param ifVersion what a {@code cas} requires, of app-cp
 * @param expected the value of that version; empty if there was none
 * @param context what a write supersedes, of app-ap
 * @param session token of the session, of app-ap
 * @param facts what else the history notes of it
 */
public record ClientCall(
    Instance instance,
    F f,
    String key,
    Optional<String> value,
    OptionalLong ifVersion,
    Optional<String> expected,
    Optional<String> context,
    Optional<String> session,
    Map<String, JsonNode> facts) {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  public static ClientCall read(Kind kind, int zone, String key) {
    return plain(kind, zone, F.READ, key, Optional.empty());
  }

  public static ClientCall write(Kind kind, int zone, String key, String value) {
    return plain(kind, zone, F.WRITE, key, Optional.of(value));
  }

  public static ClientCall delete(Kind kind, int zone, String key) {
    return plain(kind, zone, F.DELETE, key, Optional.empty());
  }

  /** Writes only over the version named, which had the value expected. */
  public static ClientCall cas(
      int zone, String key, Optional<String> expected, String value, long version) {
    return new ClientCall(
        new Instance(Kind.CP, zone),
        F.CAS,
        key,
        Optional.of(value),
        OptionalLong.of(version),
        expected,
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  /** The same, asked of another instance. */
  public ClientCall at(Instance other) {
    return new ClientCall(other, f, key, value, ifVersion, expected, context, session, facts);
  }

  public ClientCall superseding(String read) {
    return new ClientCall(
        instance, f, key, value, ifVersion, expected, Optional.of(read), session, facts);
  }

  public ClientCall within(Optional<String> token) {
    return new ClientCall(instance, f, key, value, ifVersion, expected, context, token, facts);
  }

  /** The same, of which the history notes one thing more. */
  public ClientCall noting(String fact, JsonNode what) {
    Map<String, JsonNode> more = new LinkedHashMap<>(facts);
    more.put(fact, what);
    return new ClientCall(instance, f, key, value, ifVersion, expected, context, session, more);
  }

  /** What the history says is written: the value, or the two of a {@code cas}. */
  public JsonNode recorded() {
    return switch (f) {
      case READ, DELETE -> JSON.nullNode();
      case WRITE -> text(value);
      case CAS -> JSON.arrayNode().add(text(expected)).add(text(value));
    };
  }

  private static JsonNode text(Optional<String> value) {
    return value.<JsonNode>map(JSON::stringNode).orElse(JSON.nullNode());
  }

  private static ClientCall plain(Kind kind, int zone, F f, String key, Optional<String> value) {
    return new ClientCall(
        new Instance(kind, zone),
        f,
        key,
        value,
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }
}
