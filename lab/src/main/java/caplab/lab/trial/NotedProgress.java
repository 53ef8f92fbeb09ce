package caplab.lab.trial;

import caplab.lab.compose.Grafana;
import java.util.Map;

/** Tells Grafana of every fault that is over, from its beginning to its end. */
record NotedProgress(Progress inner, Grafana grafana, Map<String, Long> sinceMs)
    implements Progress {

  @Override
  public void passed(long nowMs, long durationMs, long lines) {
    inner.passed(nowMs, durationMs, lines);
  }

  @Override
  public void struck(String fault, String target) {
    sinceMs.put(fault + " " + target, System.currentTimeMillis());
    inner.struck(fault, target);
  }

  @Override
  public void healed(String fault, String target) {
    long nowMs = System.currentTimeMillis();
    Long fromMs = sinceMs.remove(fault + " " + target);
    grafana.note(fromMs == null ? nowMs : fromMs, nowMs, fault, fault + " " + target);
    inner.healed(fault, target);
  }

  @Override
  public void ended() {
    inner.ended();
  }
}
