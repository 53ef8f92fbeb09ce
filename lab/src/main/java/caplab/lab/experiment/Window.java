package caplab.lab.experiment;

import caplab.lab.run.FaultSpan;

/**
 * When a fault was there.
 *
 * @param beganMs when it began
 * @param fromMs when it was complete
 * @param endMs when its end began
 * @param healedMs when its end was complete
 */
public record Window(
    String name, String target, long beganMs, long fromMs, long endMs, long healedMs) {

  /** From the first moment of it to the last. */
  public FaultSpan span() {
    return new FaultSpan(name, target, beganMs, healedMs);
  }
}
