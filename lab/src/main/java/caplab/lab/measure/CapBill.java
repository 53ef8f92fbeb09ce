package caplab.lab.measure;

import caplab.lab.history.HistoryEvent;
import caplab.lab.run.ClientRequest;
import caplab.lab.run.FaultSpan;
import java.util.Collection;
import java.util.List;

/**
 * The bill of a partition: what each service's clients paid for what it promises. Counted are the
 * requests under way while a fault was on.
 *
 * @param partitionMs how long a fault was on, overlapping windows counted once
 * @param cp what the clients of app-cp paid
 * @param ap what the clients of app-ap paid
 */
public record CapBill(double partitionMs, Refusals cp, Staleness ap) {

  /**
   * Draws the bill.
   *
   * @param history of both services, in order of time
   * @param faults the windows of what parted the zones
   */
  public static CapBill of(List<HistoryEvent> history, Collection<FaultSpan> faults) {
    return new CapBill(
        FaultSpan.coveredMs(faults),
        Refusals.of(ClientRequest.of(history, "cp"), faults),
        Staleness.of(ClientRequest.of(history, "ap"), faults));
  }
}
