package caplab.lab.experiment;

import caplab.lab.fault.Fault;

/**
 * A fault and its time, in a run of the experiment's own length.
 *
 * @param fromMs since the start of the run
 * @param toMs when it ends
 */
public record ScheduledFault(Fault fault, long fromMs, long toMs) {

  public ScheduledFault {
    if (fromMs < 0 || toMs < fromMs) {
      throw new IllegalArgumentException("from " + fromMs + " to " + toMs + " is no time");
    }
  }

  /** The same, this many times as late and as long. */
  ScheduledFault stretched(int times) {
    return new ScheduledFault(fault, times * fromMs, times * toMs);
  }
}
