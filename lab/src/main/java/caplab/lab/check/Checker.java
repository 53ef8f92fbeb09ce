package caplab.lab.check;

import caplab.lab.history.HistoryEvent;
import java.util.List;

/** One promise, put to a history. */
public interface Checker {

  /** The promise, for the verdict table: {@code no acknowledged write is lost}. */
  String promise();

  /** What of a history must be seen together to judge this promise. */
  enum Reach {
    /** All operations on a key. */
    KEY,
    /** These, and what a session was told on other keys. */
    SESSION,
    /** The reads after the heal, of all keys. */
    LAST_READS
  }

  /** What must be seen together of a history that is judged in pieces. */
  default Reach reach() {
    return Reach.KEY;
  }

  /** Whether the history has anything of the kind that is judged. */
  default boolean concerns(List<HistoryEvent> history) {
    return true;
  }

  /**
   * Judges one run.
   *
   * @param history in order of time, of one service
   */
  Judgement check(List<HistoryEvent> history);
}
