package caplab.lab.measure;

import caplab.lab.history.HistoryEvent;
import caplab.lab.run.ClientRequest;
import caplab.lab.run.FaultSpan;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The six numbers of Perseus (Rystsov, 2018): how clients fare when one node is isolated from its
 * peers and rejoins. A client beside each node repeats its operation, and successes are counted per
 * zone and bucket of time; buckets begin at the isolation, and again at the heal. A zone is
 * <i>available</i> in a bucket with a success in it. A service is <i>steady</i> on some zones from
 * the first bucket on from which they are all available until the phase ends: at the heal, or when
 * the last operation begins. A bucket that the phase cuts short is not looked at.
 *
 * <p>Gryadka has 0/0/0/0/0/5 s and etcd 1/0/1/1/0/2 s, in buckets of one second.
 *
 * @param bucketMs width of a bucket; every other number is a multiple of it
 * @param isolated the zone that was isolated
 * @param downtimeOnIsolationMs buckets without any available zone, until the others were steady
 * @param partialDowntimeOnIsolationMs buckets with exactly one available zone, until then
 * @param disturbanceMs from the isolation until the others were steady; empty if they never were
 * @param downtimeOnRecoveryMs after the heal, buckets without any available zone, until all were
 *     steady
 * @param partialDowntimeOnRecoveryMs after the heal, buckets with exactly one available zone, until
 *     then
 * @param recoveryMs from the heal until all zones were steady; empty if they never were
 */
public record Perseus(
    double bucketMs,
    String isolated,
    double downtimeOnIsolationMs,
    double partialDowntimeOnIsolationMs,
    OptionalDouble disturbanceMs,
    double downtimeOnRecoveryMs,
    double partialDowntimeOnRecoveryMs,
    OptionalDouble recoveryMs) {

  /** The bucket of the published numbers. */
  public static final double SECOND_MS = 1_000;

  /**
   * Takes the six numbers.
   *
   * @param mode {@code cp} or {@code ap}
   * @param zones all zones with a client
   * @param isolated one of them
   * @param window from the isolation to the heal
   */
  public static Perseus of(
      List<HistoryEvent> history,
      String mode,
      Collection<String> zones,
      String isolated,
      FaultSpan window,
      double bucketMs) {
    List<ClientRequest> requests = ClientRequest.of(history, mode);
    double end = requests.stream().mapToDouble(ClientRequest::invokedMs).max().orElse(0);
    SortedSet<String> others = new TreeSet<>(zones);
    others.remove(isolated);
    Transition isolation =
        Transition.of(requests, window.fromMs(), window.toMs(), bucketMs, others);
    Transition recovery =
        Transition.of(requests, window.toMs(), end, bucketMs, new TreeSet<>(Set.copyOf(zones)));
    return new Perseus(
        bucketMs,
        isolated,
        isolation.bucketsWith(0) * bucketMs,
        isolation.bucketsWith(1) * bucketMs,
        isolation.steadyAfterMs(),
        recovery.bucketsWith(0) * bucketMs,
        recovery.bucketsWith(1) * bucketMs,
        recovery.steadyAfterMs());
  }
}
