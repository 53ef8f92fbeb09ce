package caplab.lab.stage;

import caplab.lab.history.HistoryEvent.F;
import caplab.lab.model.Topology.Instance;
import caplab.lab.model.Topology.Kind;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One request of a client.
 *
 * @param instance whom it asks
 * @param value what is written; empty of a read and a delete
 * @param ifVersion what a {@code cas} requires, of app-cp
 * @param context what a write supersedes, of app-ap
 * @param session token of the session, of app-ap
 */
public record ClientCall(
    Instance instance,
    F f,
    String key,
    Optional<String> value,
    OptionalLong ifVersion,
    Optional<String> context,
    Optional<String> session) {

  public static ClientCall read(Kind kind, int zone, String key) {
    return plain(kind, zone, F.READ, key, Optional.empty());
  }

  public static ClientCall write(Kind kind, int zone, String key, String value) {
    return plain(kind, zone, F.WRITE, key, Optional.of(value));
  }

  public static ClientCall delete(Kind kind, int zone, String key) {
    return plain(kind, zone, F.DELETE, key, Optional.empty());
  }

  /** Writes only over the version named. */
  public static ClientCall cas(int zone, String key, String value, long version) {
    return new ClientCall(
        new Instance(Kind.CP, zone),
        F.CAS,
        key,
        Optional.of(value),
        OptionalLong.of(version),
        Optional.empty(),
        Optional.empty());
  }

  public ClientCall superseding(String context) {
    return new ClientCall(instance, f, key, value, ifVersion, Optional.of(context), session);
  }

  public ClientCall within(Optional<String> session) {
    return new ClientCall(instance, f, key, value, ifVersion, context, session);
  }

  private static ClientCall plain(Kind kind, int zone, F f, String key, Optional<String> value) {
    return new ClientCall(
        new Instance(kind, zone),
        f,
        key,
        value,
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
