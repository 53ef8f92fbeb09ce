package caplab.ap.core;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which life a node is in and what it may promise in it (AP-8). A lost disk does not stop the node,
 * it begins a new life: its writes get new dots at once, only the staleness bound is withheld until
 * it is resynced.
 *
 * @param incarnation the admitted incarnation, empty before the first
 * @param run the Redis run it was admitted with
 * @param epoch rises whenever the watermarks are void
 * @param ready whether the bound may be given: resynced since this life began
 * @param marks per source node: the node's own TIME, in microseconds, before which every write
 *     acknowledged at the source is applied here
 * @param lives the lives known
 * @param sinceUs TIME when this epoch began; the clock may have stepped before
 */
record IncarnationState(
    String incarnation,
    String run,
    long epoch,
    boolean ready,
    SortedMap<String, Long> marks,
    Incarnations lives,
    long sinceUs) {

  /** An empty disk. */
  static final IncarnationState NONE =
      new IncarnationState("", "", 0, false, Collections.emptySortedMap(), Incarnations.NONE, 0);

  IncarnationState {
    marks = Collections.unmodifiableSortedMap(new TreeMap<>(marks));
  }

  /** Whether this is not the node that was admitted: wiped, restarted, or another disk. */
  boolean strange(String foundRun) {
    return incarnation.isEmpty() || !run.equals(foundRun);
  }

  /** A new life: nothing is promised of it yet. */
  IncarnationState enter(String next, String foundRun, boolean alone, long timeUs) {
    Incarnations known = lives.join(Incarnations.of(List.of(next)));
    return new IncarnationState(
        next, foundRun, epoch + 1, alone, Collections.emptySortedMap(), known, timeUs);
  }

  /**
   * Knows what the other knows. A new incarnation somewhere raises the epoch: what its dead one
   * acknowledged may not be here, whatever the watermarks said, those in flight included.
   */
  IncarnationState learn(Incarnations other, long timeUs) {
    if (!lives.learnsFrom(other)) {
      return this;
    }
    IncarnationState raised = raise(timeUs);
    return new IncarnationState(
        incarnation, run, raised.epoch, ready, raised.marks, lives.join(other), timeUs);
  }

  /** Voids all watermarks, also those in flight. */
  IncarnationState raise(long timeUs) {
    return new IncarnationState(
        incarnation, run, epoch + 1, ready, Collections.emptySortedMap(), lives, timeUs);
  }

  /** Resynced: the bound may be given again, as far as there are watermarks. */
  IncarnationState resynced() {
    return new IncarnationState(incarnation, run, epoch, true, marks, lives, sinceUs);
  }

  /**
   * Takes a watermark for a source, which makes the node ready: it is level with that source
   * (AP-8). One of another epoch is dropped; one that lies after TIME shows that the clock stepped
   * back.
   */
  IncarnationState mark(String source, Optional<Request.Mark> mark, long timeUs) {
    if (mark.isEmpty() || mark.get().epoch() != epoch) {
      return this;
    }
    if (mark.get().timeUs() > timeUs) {
      return raise(timeUs);
    }
    SortedMap<String, Long> renewed = new TreeMap<>(marks);
    renewed.merge(source, mark.get().timeUs(), Math::max);
    return new IncarnationState(incarnation, run, epoch, true, renewed, lives, sinceUs);
  }

  /** Notices a clock that stepped back behind its own watermarks. */
  IncarnationState at(long timeUs) {
    for (long mark : marks.values()) {
      if (mark > timeUs) {
        return raise(timeUs);
      }
    }
    return this;
  }
}
