package caplab.ap.core;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** What a node answers. {@link Refusal}s are certain: nothing was done. */
public sealed interface Reply {

  /** The node did nothing and says why. */
  sealed interface Refusal extends Reply {}

  /**
   * The node is not the one it was admitted as: wiped, robbed of keys, or restarted and perhaps
   * with an old disk. It must {@link Request.Enter} a new incarnation first.
   *
   * @param was what its fence says, empty if nothing
   */
  record Strange(String was) implements Refusal {}

  /**
   * The server holds the data of another node: addresses were swapped. It is nobody's life to begin
   * here (AP-8).
   *
   * @param name whose data it is
   */
  record Misplaced(String name) implements Refusal {}

  /**
   * An incarnation named by the request is over.
   *
   * @param incarnation the newest one known of that node
   */
  record Moved(String incarnation) implements Refusal {}

  /** Another link was faster, or not level yet: the cursor is elsewhere. */
  record Behind(long cursor) implements Refusal {}

  /** The attempt came too late to be done. */
  record Late(long timeUs) implements Refusal {}

  /**
   * The key has as many siblings as it may, or as many bytes of them (AP-12).
   *
   * @param siblings how many it has
   * @param bytes what they take
   */
  record Crowded(int siblings, long bytes) implements Refusal {}

  /** The node has no memory left. */
  record Full() implements Refusal {}

  /**
   * How things stand on a node.
   *
   * @param incarnation its incarnation
   * @param timeUs the node's TIME in microseconds
   * @param epoch a number that rises whenever the watermarks are void
   * @param ready whether it was resynced since its life began
   * @param seen applied vector, its own log's end included
   * @param marks watermark in microseconds of its own clock, per source node name
   * @param lives the lives it knows of
   * @param first the position of the first entry its log still holds, 0 if none
   * @param dropped values dropped in merges because of the other's applied vector alone
   * @param lost values that somebody took away, as the node's own record tells
   * @param renewer who renewed watermarks last by {@link Request.Renew}; empty if nobody did
   */
  record Greeting(
      String incarnation,
      long timeUs,
      long epoch,
      boolean ready,
      VersionVector seen,
      SortedMap<String, Long> marks,
      Incarnations lives,
      long first,
      long dropped,
      long lost,
      String renewer)
      implements Reply {}

  /**
   * A write was merged and logged.
   *
   * @param dot its dot; empty if this write had been superseded here already
   * @param repeated whether the value lived here before this attempt
   * @param context what the client may supersede next: the key's context if nothing but this
   *     write's value lives now, else what the write superseded, without its dot: positions below
   *     the dot would cover siblings that it left alone and never saw; of a repeated one, what its
   *     client said or was shown, for what came since it never saw
   * @param named ids of values that belong to that context, since other nodes may hold copies of
   *     them that no position tells
   * @param superseded how many siblings it removed
   * @param siblings how many live now
   * @param seen the node's applied vector
   */
  record Wrote(
      Optional<Dot> dot,
      boolean repeated,
      VersionVector context,
      SortedSet<String> named,
      int superseded,
      int siblings,
      VersionVector seen,
      long timeUs)
      implements Reply {}

  /** A key's state and all that a bound and a session need, read in one step. */
  record Seen(
      String incarnation,
      KeyState state,
      long timeUs,
      long epoch,
      boolean ready,
      VersionVector seen,
      SortedMap<String, Long> marks,
      Incarnations lives)
      implements Reply {}

  /**
   * Entries of a log.
   *
   * @param incarnation the life whose entries these are; the present one if the log has nothing
   *     else for who asks
   * @param changes what follows the target's cursor, in order
   * @param first the first position of that life that the log still holds, 0 if it holds none
   * @param end the last position ever given in it, trimmed or not; 0 if none
   * @param seen the source's applied vector
   */
  record Entries(
      String incarnation,
      List<LogEntry> changes,
      long first,
      long end,
      long timeUs,
      VersionVector seen,
      Incarnations lives)
      implements Reply {}

  /** A batch was applied. */
  record Applied(int changes, VersionVector seen, long epoch, long timeUs) implements Reply {}

  /** States by key, of the first keys asked at least one, {@link KeyState#NONE} if not held. */
  record States(String incarnation, SortedMap<String, KeyState> states, VersionVector seen)
      implements Reply {

    /** Those of keys that the other answer has too. */
    States only(States other) {
      SortedMap<String, KeyState> both = new TreeMap<>(states);
      both.keySet().retainAll(other.states.keySet());
      return new States(incarnation, both, seen);
    }
  }

  /**
   * States were merged.
   *
   * @param changed keys whose siblings changed
   * @param dropped values dropped because of the source's applied vector alone
   */
  record Merged(int changed, int dropped) implements Reply {}

  /** A page of keys; an empty cursor ends the scan. */
  record Keys(List<String> keys, String cursor) implements Reply {}

  /** A digest per key; an empty cursor ends the walk. */
  record Digests(SortedMap<String, String> digests, String cursor) implements Reply {}

  /** A sum per bucket of the node's {@link Ledger}. */
  record Sums(List<Long> sums) implements Reply {}

  /** So far the keys agree with the node's record; an empty cursor ends the walk. */
  record Checked(String cursor) implements Reply {}

  /** Housekeeping was done on so many. */
  record Done(long count) implements Reply {}
}
