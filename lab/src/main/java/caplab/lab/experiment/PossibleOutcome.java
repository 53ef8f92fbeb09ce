package caplab.lab.experiment;

import java.util.function.ToLongFunction;

/**
 * Something that a run may show, told before it runs (as jcstress does).
 *
 * @param count how often it is seen
 */
public record PossibleOutcome(String name, Grade grade, ToLongFunction<Observations> count) {

  /** What to think of it. */
  public enum Grade {
    /** As it should be. */
    ACCEPTABLE,
    /** Allowed, and worth a look. */
    INTERESTING,
    /** Breaks a promise: the run fails. */
    FORBIDDEN
  }
}
