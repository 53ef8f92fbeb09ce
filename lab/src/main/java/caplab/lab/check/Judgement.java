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
  record Undecided(String why) implements Judgement {

    private static final String EMPTY = "nothing was compared";

    /** Whether there was nothing to judge, rather than too much. */
    boolean isEmpty() {
      return why.startsWith(EMPTY);
    }
  }

  /**
   * What becomes of a history of which two pieces were judged: one violation is one of the whole,
   * and the shorter witness is told; a piece that could not be judged leaves the whole undecided.
   */
  default Judgement and(Judgement other) {
    return switch (this) {
      case Valid(long looked) ->
          switch (other) {
            case Valid(long more) -> new Valid(looked + more);
            case Undecided undecided -> undecided.isEmpty() ? this : other;
            case Violated violated -> other;
          };
      case Undecided undecided ->
          switch (other) {
            case Valid valid -> undecided.isEmpty() ? other : this;
            case Undecided more -> isLess(undecided, more) ? other : this;
            case Violated violated -> other;
          };
      case Violated violated ->
          other instanceof Violated more && more.witness().size() < violated.witness().size()
              ? other
              : this;
    };
  }

  /** What was too much says more than what was nothing, and that more than nothing at all. */
  private static boolean isLess(Undecided one, Undecided other) {
    return one.isEmpty() && (!other.isEmpty() || one.why().equals(Undecided.EMPTY));
  }

  /** Valid, unless nothing was compared: then nothing was proved. */
  static Judgement valid(long looked) {
    return looked > 0 ? new Valid(looked) : new Undecided(Undecided.EMPTY);
  }
}
