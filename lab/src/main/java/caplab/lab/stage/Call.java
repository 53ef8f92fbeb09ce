package caplab.lab.stage;

import caplab.lab.history.Event.F;
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
public record Call(
    Instance instance,
    F f,
    String key,
    Optional<String> value,
    OptionalLong ifVersion,
    Optional<String> context,
    Optional<String> session) {

  public static Call read(Kind kind, int zone, String key) {
    return plain(kind, zone, F.READ, key, Optional.empty());
  }

  public static Call write(Kind kind, int zone, String key, String value) {
    return plain(kind, zone, F.WRITE, key, Optional.of(value));
  }

  public static Call delete(Kind kind, int zone, String key) {
    return plain(kind, zone, F.DELETE, key, Optional.empty());
  }

  /** Writes only over the version named. */
  public static Call cas(int zone, String key, String value, long version) {
    return new Call(
        new Instance(Kind.CP, zone),
        F.CAS,
        key,
        Optional.of(value),
        OptionalLong.of(version),
        Optional.empty(),
        Optional.empty());
  }

  public Call superseding(String context) {
    return new Call(instance, f, key, value, ifVersion, Optional.of(context), session);
  }

  public Call within(Optional<String> session) {
    return new Call(instance, f, key, value, ifVersion, context, session);
  }

  private static Call plain(Kind kind, int zone, F f, String key, Optional<String> value) {
    return new Call(
        new Instance(kind, zone),
        f,
        key,
        value,
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
