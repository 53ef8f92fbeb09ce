package caplab.cp.core;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Everything that a replica answers. */
public sealed interface Reply {

  /** To {@link Request.Read}: all that the register holds. */
  record Held(Ballot promised, Ballot accepted, RegisterState state) implements Reply {}

  /** To {@link Request.Prepare}: the promise is given; what was accepted before. */
  record Promised(Ballot accepted, RegisterState state) implements Reply {}

  /** To {@link Request.Accept}: kept. */
  record Accepted() implements Reply {}

  /** To a prepare or accept: refused because of this higher (or equal) ballot. */
  record Conflict(Ballot newest) implements Reply {}

  /** To anything that writes: not executed for lack of memory ({@code -OOM}). */
  record Full() implements Reply {}

  /** The ballots of a register. */
  record Ballots(Ballot promised, Ballot accepted) {}

  /**
   * To {@link Request.Scan} and {@link Request.Advance}.
   *
   * @param registers by name
   * @param upTo the name to which this portion reaches; empty if it is the last one
   */
  record Scanned(Map<String, Ballots> registers, String upTo) implements Reply {}

  /**
   * To {@link Request.Each}, in its order. Of reads it may be the first ones only, but at least
   * one: an answer is bounded in bytes.
   */
  record Each(List<Reply> replies) implements Reply {}

  /** To {@link Request.Survey} and {@link Request.Mark}. */
  record Status(Standing standing) implements Reply {}

  /** The node refuses: it is strange, or in another view. Carries its record (CP-12). */
  record Fenced(Standing standing) implements Reply {}

  /** To enter, admit and trust: the node is in the view now. */
  record Entered() implements Reply {}

  /**
   * To {@link Request.Begin}.
   *
   * @param fresh whether it was begun by this very message
   */
  record Begun(NodeRecord.Pending pending, boolean fresh) implements Reply {}

  record Refilled() implements Reply {}

  record Noted() implements Reply {}

  /**
   * How a node stands.
   *
   * @param record empty when the node has none: never marked, or wiped
   * @param run its run_id now
   * @param blank whether it has no register of this tag
   * @param notes what it keeps of the others (CP-15); a refusal may leave them out
   */
  record Standing(Optional<NodeRecord> record, String run, boolean blank, Notes notes) {}

  /**
   * What a node keeps of the others.
   *
   * @param served the {@link ServiceTime} in milliseconds up to which these notes are whole: what
   *     took part in serving anybody until then was noted; 0 if never
   * @param progress how far the others have got, by node
   */
  record Notes(long served, Map<String, Progress> progress) {
    /** Of a node that was told nothing. */
    public static final Notes NONE = new Notes(0, Map.of());

    /** Both together, of each node what says more: notes only grow. */
    Notes with(Notes others) {
      Map<String, Progress> all = new TreeMap<>(progress);
      others.progress.forEach(
          (node, noted) -> all.merge(node, noted, (old, now) -> now.beyond(old) ? now : old));
      return new Notes(Math.max(served, others.served), all);
    }

    /** What is noted of this node. */
    Optional<Progress> of(String node) {
      return Optional.ofNullable(progress.get(node));
    }
  }

  /**
   * How far a node has got.
   *
   * @param number of the view it was seen in
   * @param incarnation it was seen under
   * @param changes its change counter
   */
  record Progress(long number, String incarnation, long changes) {

    /** Whether this says more than the other. */
    public boolean beyond(Progress other) {
      return number != other.number ? number > other.number : changes > other.changes;
    }
  }
}
