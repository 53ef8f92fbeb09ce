package caplab.ap.core;

import caplab.ap.core.SessionToken.Context;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What a session has seen, as its client carries it (AP-9): how far, and what it was shown of the
 * keys that it read or wrote last. A position is not enough to delete by: it covers siblings that
 * nobody was shown.
 *
 * @param seen log positions
 * @param shown what it was shown, by the digest of the key, the last one last
 * @param all whether that is every key it was ever shown
 */
public record Session(VersionVector seen, SequencedMap<String, Context> shown, boolean all) {

  /** A session that saw nothing. */
  public static final Session NONE =
      new Session(VersionVector.NONE, Collections.emptyNavigableMap(), true);

  /** How long its text may be for what it was shown: it travels as a cookie. */
  private static final int TEXT_MOST = 1_700;

  private static final String LINE = "\n";
  private static final String SPACE = " ";

  public Session {
    shown = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(shown));
  }

  /** The session after an answer about a key, which told or changed so much of it. */
  public Session after(VersionVector now, String key, Context told) {
    SequencedMap<String, Context> more = new LinkedHashMap<>(shown);
    more.putLast(key, of(key).join(told));
    boolean whole = all;
    while (!more.isEmpty() && new Session(now, more, whole).text().length() > TEXT_MOST) {
      more.pollFirstEntry();
      whole = false;
    }
    return new Session(now, more, whole);
  }

  /** What it was shown of a key, as far as it still knows. */
  public Context of(String key) {
    return shown.getOrDefault(key, Context.NONE);
  }

  /**
   * Whether a change of a key at a node that has applied so much, made without a context,
   * supersedes all that the session was shown of the key: because the session still knows it, or
   * because the node does.
   */
  public boolean suffices(String key, VersionVector applied) {
    return all || shown.containsKey(key) || applied.covers(seen);
  }

  /** As a token carries it: positions, whether all keys are there, then a key a line. */
  String text() {
    List<String> lines = new ArrayList<>(List.of(Codec.text(seen), all ? "all" : "some"));
    shown.forEach((key, told) ->
        lines.add(String.join(SPACE, key, Codec.text(told.vector()), Codec.text(told.ids()))));
    return String.join(LINE, lines);
  }

  /** From its text; empty if it is none. */
  static Optional<Session> from(List<String> lines) {
    if (lines.size() < 2) {
      return Optional.empty();
    }
    SequencedMap<String, Context> shown = new LinkedHashMap<>();
    for (String line : lines.subList(2, lines.size())) {
      String[] told = line.split(SPACE, -1);
      shown.put(told[0], new Context(Codec.vector(told[1]), Codec.names(told[2])));
    }
    return Optional.of(new Session(Codec.vector(lines.get(0)), shown, lines.get(1).equals("all")));
  }
}
