package caplab.lab.check;

import caplab.lab.history.HistoryEvent;
import java.util.List;

/** One promise, put to a history. */
public interface Checker {

  /** The promise, for the verdict table: {@code linearizable per key}. */
  String promise();

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
