package caplab.lab.check;

import caplab.lab.history.HistoryEvent;
import caplab.lab.history.HistoryEvent.F;
import java.util.List;

/**
 * A session sees its own acknowledged writes, at any instance (Terry et al., <i>Session Guarantees
 * for Weakly Consistent Replicated Data</i>, 1994).
 */
public final class ReadYourWrites implements Checker {

  @Override
  public String promise() {
    return "a session sees its own writes";
  }

  @Override
  public Reach reach() {
    return Reach.SESSION;
  }

  @Override
  public Judgement check(List<HistoryEvent> history) {
    return SessionFloor.judge(
        history, it -> it.f() == F.WRITE, "does not see what it wrote itself");
  }
}
