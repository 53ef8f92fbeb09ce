package caplab.lab.check;

import java.util.List;

/** What a checker found. */
public sealed interface Judgement {

  /**
   * Nothing contradicts the promise.
   *
   * @param looked how many operations or facts were compared; 0 means nothing was proved
   */
  record Valid(long looked) implements Judgement {}

  /**
   * The promise is broken.
   *
   * @param why in one sentence
   * @param witness the fewest operations found that show it, one line each, in order of time
   */
  record Violated(String why, List<String> witness) implements Judgement {}

  /** The checker could not tell, which is no good news. */
  record Undecided(String why) implements Judgement {}
}
