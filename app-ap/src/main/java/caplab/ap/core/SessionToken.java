package caplab.ap.core;

import caplab.protocol.Seal;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a client carries for us, signed: its session (AP-9), and the context of a value read. A
 * context is bound to its key (AP-2): positions are node-wide, so under another key it would
 * supersede siblings that the client never saw. Safe for any number of threads.
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
  public record Context(VersionVector vector, SortedSet<String> ids) {

    /** Nothing of the key. */
    public static final Context NONE =
        new Context(VersionVector.NONE, Collections.emptySortedSet());

    /** Of an answer, what it showed: the values that it listed, and what these had superseded. */
    public static Context of(KeyState state) {
      return new Context(state.context(), state.ids(state.context()));
    }

    /** What either tells; of the ids the newest that a session has room for. */
    Context join(Context other) {
      SortedSet<String> both = new TreeSet<>(ids);
      both.addAll(other.ids);
      return new Context(vector.join(other.vector), newest(both, WriteId.CARRIED_MOST));
    }
  }

  public SessionToken(Seal seal) {
    this.seal = seal;
  }

  /** A session as text for a cookie or header. */
  public String session(Session session) {
    return seal.seal("s" + LINE + session.text());
  }

  /** The session after an answer about a key, see {@link Session#after}. */
  public Session after(Session session, VersionVector now, String key, Context told) {
    return session.after(now, seal.digest(key), told);
  }

  /** What a session was shown of a key. */
  public Context shown(Session session, String key) {
    return session.of(seal.digest(key));
  }

  /** Whether a change of a key without a context suffices, see {@link Session#suffices}. */
  public boolean suffices(Session session, String key, VersionVector applied) {
    return session.suffices(seal.digest(key), applied);
  }

  /** The session of a text; empty if it is none of ours, which counts as no session. */
  public Optional<Session> session(String text) {
    return seal.open(text).flatMap(payload -> fields(payload, "s")).flatMap(Session::from);
  }

  /** The context of what was read of a key, as text. */
  public String context(String key, KeyState state) {
    return context(key, state.context(), state.known());
  }

  /**
   * A context of a key as text, for the answer to a write; of the ids, oldest first, the newest.
   */
  public String context(String key, VersionVector vector, Collection<String> ids) {
    return seal.seal(
        String.join(
            LINE,
            "c",
            seal.digest(key),
            Codec.text(vector),
            Codec.text(newest(ids, WriteId.CARRIED_MOST))));
  }

  /** The context of a text; empty if it is none of ours or another key's. */
  public Optional<Context> context(String key, String text) {
    return seal.open(text)
        .flatMap(payload -> fields(payload, "c"))
        .filter(fields -> fields.size() == 3 && fields.get(0).equals(seal.digest(key)))
        .map(fields -> new Context(Codec.vector(fields.get(1)), Codec.names(fields.get(2))));
  }

  private static SortedSet<String> newest(Collection<String> ids, int most) {
    SortedSet<String> newest = new TreeSet<>(ids);
    while (newest.size() > most) {
      newest.removeFirst();
    }
    return newest;
  }

  private static Optional<List<String>> fields(String payload, String kind) {
    List<String> fields = Arrays.asList(payload.split(LINE, -1));
    return fields.getFirst().equals(kind)
        ? Optional.of(fields.subList(1, fields.size()))
        : Optional.empty();
  }
}
