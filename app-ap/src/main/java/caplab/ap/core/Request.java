package caplab.ap.core;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What can be asked of a node. Each request is one atomic step: one Lua script on one Redis server.
 *
 * <p>Before anything else a node compares its admitted incarnation and Redis run with what it
 * finds: no incarnation (wiped) or another run (restarted, perhaps with an old disk) answers {@link
 * Reply.Strange}. So does one that finds a value gone that its own record has: somebody took it,
 * and nobody may believe it deleted (AP-6). A request that names incarnations is answered {@link
 * Reply.Moved} when one of them is not the node's own any more ({@code node}) or is known to be
 * dead ({@code source}).
 */
public sealed interface Request {

  /** How things stand: answers {@link Reply.Greeting}. Changes nothing. */
  record Status() implements Request {}

  /**
   * Renews watermarks of a target that already has all that its sources have, and tells how things
   * stand. Each is dropped unless the target has applied the source's log up to where the source
   * was found at its end, and does not know the source's life to be over. Answers {@link
   * Reply.Greeting}, with who renewed before.
   *
   * @param node incarnation of the node asked
   * @param renewer who asks, for the other instances to see
   */
  record Renew(String node, String renewer, List<Level> levels) implements Request {}

  /**
   * A source that a target is level with.
   *
   * @param source its incarnation
   * @param end the last position in its log when it was asked, later than the mark was taken
   * @param mark the watermark that this is worth
   */
  record Level(String source, long end, Mark mark) {}

  /**
   * Begins a new life, if {@code was} is still what the fence says (compare-and-set). Positions
   * start anew at 1, the end of the old life stays in the applied vector and its entries in the
   * log, all watermarks are void, the epoch rises, the bound is withheld until {@link TakeOver} or
   * a mark. Answers {@link Reply.Greeting}, or {@link Reply.Moved} if another was first.
   *
   * @param was the incarnation now in the fence, empty if there is none
   * @param incarnation the new one, see {@link Dot#newIncarnation}
   *     <p>A node whose keys went missing forgets its applied vector as well, and the ids that it
   *     knows beside its keys, and begins its log at 2: whoever has not seen the position 1 that
   *     never was is resynced from it (AP-6).
   * @param alone whether there is no other node, hence nothing to wait for
   */
  record Enter(String was, String incarnation, boolean alone) implements Request {}

  /**
   * Merges a write into the key and appends it to the log. Without a context the node's own state
   * is the context, and what the session was shown; with one, exactly that is superseded. A write
   * whose id lives here already, or was superseded here, is not done again. Answers {@link
   * Reply.Wrote}, or {@link Reply.Crowded}.
   *
   * @param value the value; empty deletes
   * @param context what the client read, if it says
   * @param shown what its session was shown of the key, for when it does not say
   * @param named ids of the values that the client read
   * @param notAfterUs the node's TIME after which this attempt is {@link Reply.Late} and not done:
   *     a copy that lay in a silent connection must not act after its retry. {@link
   *     Long#MAX_VALUE}: no limit
   * @param limit how large it may make the key
   */
  record Write(
      String key,
      Optional<String> value,
      String id,
      String clock,
      Optional<VersionVector> context,
      VersionVector shown,
      SortedSet<String> named,
      long notAfterUs,
      KeyState.Limit limit)
      implements Request {

    /** What its client said that it read; else what its session was shown. */
    public VersionVector said() {
      return context.orElse(shown);
    }

    /** What it supersedes at a node that holds this of the key. */
    public VersionVector superseded(KeyState state) {
      return context.orElseGet(() -> state.context().join(shown));
    }

    /** The same as one attempt, which its node must not act on after a TIME of its own. */
    public Write notAfter(long timeUs) {
      return new Write(key, value, id, clock, context, shown, named, timeUs, limit);
    }
  }

  /**
   * State, time, watermarks, epoch and applied vector in one step. Answers {@link Reply.Seen}. A
   * watermark later than TIME is a clock that stepped back: the step raises the epoch and voids all
   * watermarks before it answers.
   */
  record Read(String key) implements Request {}

  /**
   * At most {@code most} entries of the log that a target lacks, all of one life: the oldest of
   * which the log still has some. Answers {@link Reply.Entries}.
   *
   * @param node incarnation of the node asked
   * @param seen what the target has applied
   */
  record Log(String node, VersionVector seen, int most) implements Request {}

  /**
   * Applies a batch of another node's log and moves the cursor, if the cursor is still {@code
   * after}; else {@link Reply.Behind}, nothing done. Answers {@link Reply.Applied}. News of lives
   * raises the epoch first, so it voids the mark that comes with it too. A node that takes the mark
   * is ready.
   *
   * @param node incarnation of the node asked
   * @param source incarnation whose log this is; it may be over, but not folded here
   * @param after the cursor on which the batch builds
   * @param changes the entries from {@code after + 1}, without a gap; may be empty
   * @param last the cursor afterwards
   * @param mark the new watermark; only if the batch reaches the end of the log of a life that goes
   *     on
   * @param lives those that the source knows of
   */
  record Apply(
      String node,
      String source,
      long after,
      List<LogEntry> changes,
      long last,
      Optional<Mark> mark,
      Incarnations lives)
      implements Request {}

  /**
   * A watermark in the making: the target's TIME before the source was read, and its epoch then. A
   * target in another epoch drops it.
   */
  record Mark(long timeUs, long epoch) {}

  /**
   * States of keys with the node's applied vector, those of the first keys only if all were more
   * than {@link #BYTES_MOST}. Answers {@link Reply.States}.
   */
  record Fetch(String node, List<String> keys) implements Request {
    /** Bytes past which no further state is put into one answer. */
    public static final int BYTES_MOST = 1 << 20;
  }

  /**
   * Merges states of another node: resync, read repair, digest exchange. Answers {@link
   * Reply.Merged}, or {@link Reply.Behind} if they are too old, see {@link Collect}.
   *
   * @param node incarnation of the node asked, when the repair began
   * @param source incarnation from which the states were read
   * @param states state by key; {@link KeyState#NONE} for one the source does not hold
   * @param seen the source's applied vector, read with the states or before them
   */
  record Merge(String node, String source, SortedMap<String, KeyState> states, VersionVector seen)
      implements Request {}

  /**
   * Ends a resync: every key of both ends was merged, so the node has applied what the source had
   * applied when it began. The node is ready then. Answers {@link Reply.Greeting}.
   *
   * @param seen the source's applied vector from the beginning of the resync
   */
  record TakeOver(
      String node, String source, VersionVector seen, Optional<Mark> mark, Incarnations lives)
      implements Request {}

  /** A page of the node's keys, tombstones included. Answers {@link Reply.Keys}. */
  record Scan(String node, String cursor, int most) implements Request {}

  /**
   * A digest per key, as {@link Codec#digest}: equal iff the siblings' dots are equal. Tombstones
   * and absent keys are the empty text, so a tombstone collected on one side is no difference.
   * Answers {@link Reply.Digests}.
   */
  record Digest(String node, List<String> keys) implements Request {}

  /** The sums of the node's {@link Ledger}. Answers {@link Reply.Sums}. */
  record Sums(String node) implements Request {}

  /**
   * The same digests, of living keys only and as the node's {@link Ledger} has them, of at most
   * about so many keys of a bucket. Answers {@link Reply.Digests}.
   */
  record Page(String node, int bucket, String cursor, int most) implements Request {}

  /**
   * Compares about so many keys with the node's {@link Ledger}. Answers {@link Reply.Checked}, or
   * {@link Reply.Strange} once values are gone.
   *
   * @param cursor where to go on; empty begins
   */
  record Check(String node, String cursor, int most) implements Request {
    /** How many at a time do not keep others waiting. */
    public static final int MOST = 500;
  }

  /**
   * Trims the log: entries that every other node has applied, and beyond that the oldest, until it
   * has no more than so many entries, and fits so many bytes of memory, about. Answers {@link
   * Reply.Done} with how many entries went.
   *
   * @param everywhere what every other node has applied
   */
  record Trim(String node, VersionVector everywhere, long entriesMost, long bytesMost)
      implements Request {}

  /**
   * Drops tombstones whose context the applied vector has passed, without asking anyone, and held
   * ids that every other source's watermark has passed by {@link WriteId#GRACE_US}. An id mentioned
   * later than now was mentioned before the clock stepped back: it is timed anew. Looks at {@code
   * most} keys at the most, those first that wait longest, and at none of which nothing can go yet
   * by the watermarks. Answers {@link Reply.Done} with how many it looked at: if so many, there may
   * be more.
   *
   * <p>Positions past the end of a dead incarnation, which a repair carried ahead of a log that
   * then died, are in no vector. A tombstone of them goes only once every node has seen all the
   * rest of its context; from then on a {@link Merge} of states read before that is refused, since
   * nothing else could tell that it brings back what was deleted.
   *
   * @param others names of the other nodes
   * @param everywhere what every node has seen, see {@link Incarnations#everywhere}
   */
  record Collect(String node, int most, SortedSet<String> others, VersionVector everywhere)
      implements Request {}

  /** The clock stepped: raises the epoch if it is still {@code epoch}, voids all watermarks. */
  record Raise(String node, long epoch) implements Request {}

  /**
   * A dead incarnation is level on every node: it leaves the applied vector for a floor. Refused as
   * {@link Reply.Behind} unless the node knows it dead, has applied exactly that much of it, and is
   * in no older life itself: its own dots would count as seen.
   *
   * @param end the dead incarnation and its last applied position
   */
  record Fold(String node, Dot end) implements Request {}
}
