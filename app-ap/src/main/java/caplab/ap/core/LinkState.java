package caplab.ap.core;

import java.util.Optional;

/**
 * What a {@link Shipping} decides from how the two ends stand.
 *
 * @param target as it stood before the source was read
 * @param read the source's log after the target's cursor
 */
record LinkState(Reply.Greeting target, Reply.Entries read) {

  /** How far the target has applied the source's log. */
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

  /** Why the log cannot level the two, if it cannot (AP-4, AP-5 and AP-8). */
  Optional<String> gap(Incarnations known) {
    if (!target.ready()) {
      return Optional.of("not resynced in this life");
    }
    if (known.unlevel(read.seen(), target.seen())) {
      return Optional.of("more of a dead incarnation");
    }
    boolean behind = cursor() < read.end();
    boolean next = read.first() > 0 && read.first() <= cursor() + 1;
    return behind && !next ? Optional.of("trimmed past the cursor") : Optional.empty();
  }

  /** The batch, with a watermark only if it reaches the end of the log (AP-7). */
  Request.Apply batch(Incarnations known) {
    Optional<Request.Mark> mark =
        last() == read.end()
            ? Optional.of(new Request.Mark(target.timeUs(), target.epoch()))
            : Optional.empty();
    return new Request.Apply(
        target.incarnation(), read.incarnation(), cursor(), read.changes(), last(), mark, known);
  }
}
