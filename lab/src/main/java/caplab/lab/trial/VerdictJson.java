package caplab.lab.trial;

import caplab.lab.measure.CapBill;
import caplab.lab.measure.FreshnessCurves;
import caplab.lab.measure.Latencies;
import caplab.lab.measure.Perseus;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** A judged run as {@code verdict.json} has it; what is not measured is left out. */
@JsonInclude(Include.NON_ABSENT)
public record VerdictJson(
    List<PromiseVerdict> verdicts,
    List<RunResult.Count> outcomes,
    Optional<CapBill> bill,
    Map<String, Perseus> perseus,
    Map<String, SortedMap<String, Latencies>> latency,
    FreshnessCurves freshness) {

  /** The whole file. */
  public static VerdictJson of(RunResult result, Measures measures) {
    return new VerdictJson(
        result.verdicts(),
        result.outcomes(),
        measures.bill(),
        measures.perseus(),
        measures.latency(),
        measures.freshness());
  }

  /** The verdicts alone, of what nothing is measured of. */
  public static VerdictJson of(RunResult result) {
    return new VerdictJson(
        result.verdicts(), result.outcomes(), Optional.empty(), null, null, null);
  }
}
