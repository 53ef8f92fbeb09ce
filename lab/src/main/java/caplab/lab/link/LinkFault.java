package caplab.lab.link;

import java.util.random.RandomGenerator;

/**
 * One way in which a link fails. Faults of different kinds compose on one link; a second one of the
 * same kind replaces the first.
 */
public sealed interface LinkFault permits Silence, Refusal, RequestsLost, RepliesLost, Delay, Loss {

  /** What this fault does to one chunk. */
  Fate strike(Direction direction, RandomGenerator random);

  /** Whether connecting is refused and open connections are reset. */
  default boolean refuses() {
    return false;
  }

  /** Whether this fault parts the two ends, wholly or one way, so that a new cut replaces it. */
  default boolean cuts() {
    return true;
  }

  /** A word or two for people, for example {@code silent} or {@code 200 ms late}. */
  String describe();
}
