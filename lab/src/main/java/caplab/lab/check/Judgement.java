package caplab.lab.check;

import caplab.lab.history.Operation;
import java.util.List;

/** What a checker found. */
public sealed interface Judgement {

  /**
   * Nothing contradicts the promise, and something could have.
   *
   * @param looked how many operations or facts were compared, at least 1
   */
  record Valid(long looked) implements Judgement {}

  /**
   * The promise is broken.
   *
   * @param why in one sentence
   * @param witness the fewest operations found that show it, in the order in which they began
   */
  record Violated(String why, List<Operation> witness) implements Judgement {

    /** The witness for people, a line for each operation. */
    public List<String> lines() {
      return witness.stream().map(Operation::toString).toList();
    }

    /** The witness as a picture, a lane for each process; as wide as it must be. */
    public List<String> drawing() {
      return Lanes.draw(witness);
    }
  }

  /** The checker could not tell, which is no good news. */
  record Undecided(String why) implements Judgement {}

  /** Valid, unless nothing was compared: then nothing was proved. */
  static Judgement valid(long looked) {
    return looked > 0 ? new Valid(looked) : new Undecided("nothing was compared");
  }
}
