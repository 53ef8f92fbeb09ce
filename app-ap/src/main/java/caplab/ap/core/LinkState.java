package caplab.ap.core;

import java.util.Optional;

/**
 * What a {@link Shipping} decides from how the two ends stand.
 *
 * @param target as it stood before the source was read
 * @param life the source's life
 * @param read the source's log after the target's cursor, in that life or in one before
 * @param known all lives that either end or the instance knows
 */
record LinkState(Reply.Greeting target, String life, Reply.Entries read, Incarnations known) {

  /** How far the target has applied that log. */
  long cursor() {
    return target.seen().at(read.incarnation());
  }

  /** How far it will have applied it after this batch. */
  long last() {
    return cursor() + read.changes().size();
  }

  /** How many entries the source has beyond this batch. */
  long lag() {
    return read.end() - last();
  }

  /** Whether the source has given out less than the target has applied: it is an old disk. */
  boolean rolledBack() {
    return read.end() < cursor();
  }

  /**
   * Why the log cannot level the two, if it cannot (AP-4, AP-5 and AP-8).
   *
   * @param coming what other links are about to bring from logs of dead lives
   */
  Optional<String> gap(VersionVector coming) {
    if (present() && known.unlevel(read.seen(), target.seen().join(coming))) {
      return Optional.of("more of a dead incarnation");
    }
    boolean behind = cursor() < read.end();
    boolean next = read.first() > 0 && read.first() <= cursor() + 1;
    return behind && !next ? Optional.of("trimmed past the cursor") : Optional.empty();
  }

  /**
   * The batch, with a watermark only if it reaches the end of the log (AP-7) and nothing of a dead
   * life is left to be levelled (AP-8).
   */
  Request.Apply batch() {
    boolean level = present() && last() == read.end() && !known.unlevel(read.seen(), target.seen());
    Optional<Request.Mark> mark =
        level ? Optional.of(new Request.Mark(target.timeUs(), target.epoch())) : Optional.empty();
    return new Request.Apply(
        target.incarnation(), read.incarnation(), cursor(), read.changes(), last(), mark, known);
  }

  private boolean present() {
    return read.incarnation().equals(life);
  }
}
