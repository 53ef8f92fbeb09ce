package caplab.cp.core;

import java.util.List;
import java.util.Map;

/** How an operation ended. What took effect, what certainly did not, and what nobody knows yet. */
public sealed interface Outcome {

  /** The rounds that led here, for {@code ?explain=1}. */
  List<Trace> rounds();

  /** The same outcome after more rounds. */
  Outcome after(List<Trace> earlier);

  /** The register's state, read linearizably: 200, 404 or 304. */
  record Value(State state, List<Trace> rounds) implements Outcome {
    @Override
    public Outcome after(List<Trace> earlier) {
      return new Value(state, Trace.join(earlier, rounds));
    }
  }

  /** The change took effect, once, and made this version. */
  record Applied(long version, List<Trace> rounds) implements Outcome {
    @Override
    public Outcome after(List<Trace> earlier) {
      return new Applied(version, Trace.join(earlier, rounds));
    }
  }

  /** There was nothing to change: the delete of an absent key. */
  record Unchanged(State state, List<Trace> rounds) implements Outcome {
    @Override
    public Outcome after(List<Trace> earlier) {
      return new Unchanged(state, Trace.join(earlier, rounds));
    }
  }

  /** The condition does not hold of this state: 412. */
  record Unmet(State state, List<Trace> rounds) implements Outcome {
    @Override
    public Outcome after(List<Trace> earlier) {
      return new Unmet(state, Trace.join(earlier, rounds));
    }
  }

  /** Certainly not applied, now and for ever: 503. */
  record NotApplied(Reason reason, List<Trace> rounds) implements Outcome {
    @Override
    public Outcome after(List<Trace> earlier) {
      return new NotApplied(reason, Trace.join(earlier, rounds));
    }
  }

  /** Every node refused for lack of memory, so certainly not applied: 507. */
  record Full(List<Trace> rounds) implements Outcome {
    @Override
    public Outcome after(List<Trace> earlier) {
      return new Full(Trace.join(earlier, rounds));
    }
  }

  /**
   * It was proposed and no majority answered: it took effect, or will once, or never: 504.
   *
   * @param operation its id in the history of the register
   * @param first the register's version when it was first proposed: with the id, all that {@code
   *     GET /op/{id}} needs (rule 7)
   */
  record Unknown(String operation, long first, List<Trace> rounds) implements Outcome {
    @Override
    public Outcome after(List<Trace> earlier) {
      return new Unknown(operation, first, Trace.join(earlier, rounds));
    }
  }

  /** The Idempotency-Key was used with another request: 422. */
  record Reused(List<Trace> rounds) implements Outcome {
    @Override
    public Outcome after(List<Trace> earlier) {
      return new Reused(Trace.join(earlier, rounds));
    }
  }

  /** Why nothing was done. */
  enum Reason {
    /** The cluster has no first view yet (rule 16). */
    NOT_FORMED,
    /** No majority was reachable. */
    NO_QUORUM,
    /** Other writers were faster until the deadline. */
    CONTENTION,
    /** Nodes are strange or in another view, and no majority is left. */
    FENCED
  }

  /**
   * One message to the nodes and what each answered.
   *
   * @param phase {@code read}, {@code prepare} or {@code accept}
   * @param ballot empty for a read
   * @param nodes by node: {@code held}, {@code promised}, {@code accepted}, {@code conflict},
   *     {@code fenced}, {@code full}, {@code skipped} (certainly not executed), {@code lost},
   *     {@code waiting} (nobody waited for it)
   */
  record Trace(String phase, String ballot, Map<String, String> nodes) {
    static List<Trace> join(List<Trace> earlier, List<Trace> later) {
      return java.util.stream.Stream.concat(earlier.stream(), later.stream()).toList();
    }
  }
}
