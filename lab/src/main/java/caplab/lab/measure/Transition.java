package caplab.lab.measure;

import caplab.lab.history.RequestFate;
import caplab.lab.run.ClientRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What was available, bucket by bucket, on the way to a steady state.
 *
 * @param bucketMs width of a bucket
 * @param available zones with a success, per whole bucket of the phase
 * @param steadyFrom first bucket of the steady state; the number of buckets if it never came
 */
record Transition(double bucketMs, List<Set<String>> available, int steadyFrom) {

  /**
   * @param wanted the zones that make the steady state
   */
  static Transition of(
      List<ClientRequest> requests,
      double fromMs,
      double toMs,
      double bucketMs,
      Set<String> wanted) {
    int buckets = (int) Math.max(0, Math.floor((toMs - fromMs) / bucketMs));
    List<Set<String>> available =
        new ArrayList<>(Stream.<Set<String>>generate(HashSet::new).limit(buckets).toList());
    for (ClientRequest request : requests) {
      int bucket = (int) Math.floor((request.endedMs() - fromMs) / bucketMs);
      if (request.fate() == RequestFate.SERVED && bucket >= 0 && bucket < buckets) {
        available.get(bucket).add(request.zone());
      }
    }
    int steady = buckets;
    while (steady > 0 && available.get(steady - 1).containsAll(wanted)) {
      steady--;
    }
    return new Transition(bucketMs, available, steady);
  }

  /** How many buckets before the steady state had so many zones available. */
  long bucketsWith(int zones) {
    return available.stream().limit(steadyFrom).filter(each -> each.size() == zones).count();
  }

  /** Empty if the phase ended first. */
  OptionalDouble steadyAfterMs() {
    return steadyFrom < available.size()
        ? OptionalDouble.of(steadyFrom * bucketMs)
        : OptionalDouble.empty();
  }
}
