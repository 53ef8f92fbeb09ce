package caplab.ap.shell;

import caplab.ap.core.Outcome;
import caplab.ap.core.Read;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Answers given before, still true of then: their age is added to their bound. */
final class ReadCache {

  private static final int MOST = 10_000;

  private record Cached(Outcome.Found found, long atMs) {}

  private final long ageMostMs;
  private final Map<String, Cached> answers = new HashMap<>();

  /**
   * @param ageMostMs how old an answer may be; 0 keeps none
   */
  ReadCache(long ageMostMs) {
    this.ageMostMs = ageMostMs;
  }

  /** An answer that is what was wished, if there is one. */
  Optional<Outcome> find(String key, Read.Wish wish, long nowMs) {
    Cached cached = ageMostMs > 0 ? answers.get(key) : null;
    if (cached == null || wish.level() != Read.Level.ONE || wish.limitUs().isPresent()) {
      return Optional.empty();
    }
    Outcome.Found found = cached.found();
    long ageMs = nowMs - cached.atMs();
    if (ageMs > ageMostMs || !found.seen().covers(wish.token())) {
      return Optional.empty();
    }
    OptionalLong bound =
        found.boundUs().isPresent()
            ? OptionalLong.of(found.boundUs().getAsLong() + ageMs * 1_000)
            : OptionalLong.empty();
    return Optional.of(
        new Outcome.Found(
            found.node(),
            found.merged(),
            found.state(),
            bound,
            found.session(),
            found.seen(),
            wish.token().join(found.seen()),
            Collections.emptySortedMap()));
  }

  /**
   * Keeps an answer.
   *
   * @param askedMs when the nodes were asked
   */
  void keep(String key, Outcome.Found found, long askedMs) {
    if (ageMostMs > 0 && found.session() == Outcome.Session.SATISFIED) {
      if (answers.size() >= MOST) {
        answers.clear();
      }
      answers.put(key, new Cached(found, askedMs));
    }
  }

  /** The key changes. */
  void forget(String key) {
    answers.remove(key);
  }
}
