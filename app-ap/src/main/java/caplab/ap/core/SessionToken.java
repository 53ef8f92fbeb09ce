package caplab.ap.core;

import static java.util.stream.Collectors.joining;

import caplab.protocol.Seal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * What a client carries for us, signed: its session, a vector of as many positions as there are
 * nodes (AP-9), and the context of a value read. A context is bound to its key (AP-2): positions
 * are node-wide, so under another key it would supersede siblings that the client never saw. Safe
 * for any number of threads.
 */
public final class SessionToken {

  private static final String LINE = "\n";

  private final Seal seal;

  /**
   * A signed context, opened.
   *
   * @param vector what the client has read of the key
   * @param ids ids of the values it read, and of those that these superseded
   */
  public record Context(VersionVector vector, SortedSet<String> ids) {}

  public SessionToken(Seal seal) {
    this.seal = seal;
  }

  /** A session as text for a cookie or header. */
  public String session(VersionVector token) {
    return seal.seal("s" + LINE + Codec.text(token));
  }

  /** The session of a text; empty if it is none of ours, which counts as no session. */
  public Optional<VersionVector> session(String text) {
    return seal.open(text)
        .flatMap(payload -> fields(payload, "s", 1))
        .map(f -> Codec.vector(f.get(0)));
  }

  /** The context of what was read of a key, as text. */
  public String context(String key, KeyState state) {
    return context(key, state.context(), state.known());
  }

  /**
   * A context of a key as text, for the answer to a write; of the ids, oldest first, the newest.
   */
  public String context(String key, VersionVector vector, Collection<String> ids) {
    String newest =
        ids.stream().skip(Math.max(0, ids.size() - WriteId.CARRIED_MOST)).collect(joining(","));
    return seal.seal(String.join(LINE, "c", seal.digest(key), Codec.text(vector), newest));
  }

  /** The context of a text; empty if it is none of ours or another key's. */
  public Optional<Context> context(String key, String text) {
    return seal.open(text)
        .flatMap(payload -> fields(payload, "c", 3))
        .filter(fields -> fields.get(0).equals(seal.digest(key)))
        .map(fields -> new Context(Codec.vector(fields.get(1)), Codec.names(fields.get(2))));
  }

  private static Optional<List<String>> fields(String payload, String kind, int count) {
    List<String> fields = Arrays.asList(payload.split(LINE, -1));
    return fields.size() == count + 1 && fields.getFirst().equals(kind)
        ? Optional.of(fields.subList(1, fields.size()))
        : Optional.empty();
  }
}
