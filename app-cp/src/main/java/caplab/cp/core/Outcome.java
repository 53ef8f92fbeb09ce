package caplab.cp.core;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How an operation ended. What took effect, what certainly did not, and what nobody knows yet. */
public sealed interface Outcome {

  /** The rounds that led here, for {@code ?explain=1}. */
  List<Trace> rounds();

  /** The same outcome, reached by these rounds. */
  default Outcome by(List<Trace> all) {
    return switch (this) {
      case Value(RegisterState state, List<Trace> ignored) -> new Value(state, all);
      case Applied(long version, List<Trace> ignored) -> new Applied(version, all);
      case Unchanged(RegisterState state, List<Trace> ignored) -> new Unchanged(state, all);
      case Unmet(RegisterState state, List<Trace> ignored) -> new Unmet(state, all);
      case NotApplied(Reason reason, List<Trace> ignored) -> new NotApplied(reason, all);
      case Full(List<Trace> ignored) -> new Full(all);
      case Unknown(String operation, long first, List<Trace> ignored) ->
          new Unknown(operation, first, all);
      case Reused(List<Trace> ignored) -> new Reused(all);
      case InFlight same -> same;
    };
  }

  /** The same outcome with more rounds before its own. */
  default Outcome after(List<Trace> earlier) {
    return by(Trace.join(earlier, rounds()));
  }

  /** The same outcome with more rounds after its own. */
  default Outcome followedBy(List<Trace> later) {
    return by(Trace.join(rounds(), later));
  }

  /** The register's state, read linearizably: 200, 404 or 304. */
  record Value(RegisterState state, List<Trace> rounds) implements Outcome {}

  /** The change took effect, once, and made this version. */
  record Applied(long version, List<Trace> rounds) implements Outcome {}

  /** There was nothing to change: the delete of an absent key. */
  record Unchanged(RegisterState state, List<Trace> rounds) implements Outcome {}

  /** The condition does not hold of this state: 412. */
  record Unmet(RegisterState state, List<Trace> rounds) implements Outcome {}

  /** Certainly not applied, now and for ever: 503. */
  record NotApplied(Reason reason, List<Trace> rounds) implements Outcome {}

  /** Every node refused for lack of memory, so certainly not applied: 507. */
  record Full(List<Trace> rounds) implements Outcome {}

  /**
   * It was proposed and no majority answered: it took effect, or will once, or never: 504.
   *
   * @param operation its id in the history of the register, or {@link KeyedWrite.Keyed#name}
   * @param first {@link RegisterState#traces} when it was first proposed: with the id, all that
   *     {@code GET /op/{id}} needs (CP-7)
   */
  record Unknown(String operation, long first, List<Trace> rounds) implements Outcome {}

  /** The Idempotency-Key was used with another request, or with this one, refused for good: 422. */
  record Reused(List<Trace> rounds) implements Outcome {}

  /** The Idempotency-Key is in use by a request that this instance has not answered yet: 409. */
  record InFlight() implements Outcome {
    @Override
    public List<Trace> rounds() {
      return List.of();
    }
  }

  /** Why nothing was done. */
  enum Reason {
    /** The cluster has no first view yet (CP-16). */
    NOT_FORMED,
    /** No majority was reachable. */
    NO_QUORUM,
    /** Other writers were faster until the deadline. */
    CONTENTION,
    /** Nodes are strange or in another view, and no majority is left. */
    FENCED,
    /** Settled afterwards: it did not happen and no late message can make it happen. */
    SETTLED
  }

  /** What was asked of the nodes. */
  enum Asked {
    READ,
    PREPARE,
    ACCEPT
  }

  /** What a node answered. */
  enum Heard {
    HELD,
    PROMISED,
    ACCEPTED,
    CONFLICT,
    FENCED,
    FULL,
    /** It certainly did not execute the message. */
    SKIPPED,
    /** It may have executed the message; no answer came. */
    LOST,
    /** Nobody waited for it. */
    WAITING
  }

  /**
   * One message to the nodes and what each answered.
   *
   * @param ballot empty for a read
   */
  record Trace(Asked asked, String ballot, Map<String, Heard> nodes) {
    static List<Trace> join(List<Trace> earlier, List<Trace> later) {
      if (earlier.isEmpty()) {
        return later;
      }
      return Stream.concat(earlier.stream(), later.stream()).toList();
    }
  }

  /** Whether a node may have missed a message. */
  default boolean missed() {
    for (Trace round : rounds()) {
      if (round.nodes().containsValue(Heard.LOST) || round.nodes().containsValue(Heard.SKIPPED)) {
        return true;
      }
    }
    return false;
  }

  /** Whether nodes were asked to accept something, so that they may have changed. */
  default boolean accepting() {
    for (Trace round : rounds()) {
      if (round.asked() == Asked.ACCEPT) {
        return true;
      }
    }
    return false;
  }

  /** Whether a node refused, as it stands in another view or lost what it promised. */
  default boolean fenced() {
    for (Trace round : rounds()) {
      if (round.nodes().containsValue(Heard.FENCED)) {
        return true;
      }
    }
    return false;
  }
}
