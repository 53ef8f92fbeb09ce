package caplab.lab.check;

import caplab.lab.history.HistoryEvent;
import java.util.List;

/** A session never goes back in time, at any instance (Terry et al., 1994). */
public final class MonotonicReads implements Checker {

  @Override
  public String promise() {
    return "a session never goes back in time";
  }

  @Override
  public Reach reach() {
    return Reach.SESSION;
  }

  @Override
  public Judgement check(List<HistoryEvent> history) {
    return SessionFloor.judge(history, Shown::isRead, "sees an older value than before");
  }
}
