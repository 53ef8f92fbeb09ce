package caplab.lab.experiment;

import caplab.lab.fault.Faults;
import caplab.lab.measure.FreshnessCurves;
import caplab.lab.run.FaultSpan;
import caplab.lab.workload.Probes;
import java.util.List;
import java.util.OptionalDouble;

/** E18: how fresh a read is, told beforehand and measured. {@code ./cap run E18} */
final class PredictedStaleness {

  /**
   * In share of fresh reads. Beside the error of the model (round trips are halved) there is that
   * of counting: 25 bins of some thousand reads allow about 0.05. So twice that is worth a look,
   * but no broken promise: nothing is promised of a prediction.
   */
  private static final double TOLERANCE = 0.1;

  private PredictedStaleness() {}

  static Experiment experiment() {
    return Experiment.named("E18", "Predicted and measured staleness")
        .asks(
            "Who writes here and reads there after t: how likely does he see it, and was that to be told from"
                + " latencies alone (PBS), also when a cut holds shipments up?")
        .lasts(30_000)
        .with("MAX_STALENESS_MS", CommonPromises.MAX_STALENESS_MS)
        .clients(new Probes(8, 3_000))
        .strikes(18_000, 22_000, Faults.split("g1", "g2,g3"))
        .apAnswers("answers every request")
        .promises(CommonPromises.available())
        .acceptable("app-ap: probes answered", run -> run.ap().reads().ok().count())
        .interesting(
            "app-ap: freshness missed its prediction by more than 0.1 (rmse)",
            run -> error(run).orElse(0) > TOLERANCE ? 1 : 0)
        .interesting("app-ap: a read past MAX_STALENESS_MS", CommonPromises::stale)
        .written();
  }

  private static OptionalDouble error(Observations run) {
    List<FaultSpan> cuts =
        run.windows().stream()
            .map(each -> new FaultSpan(each.name(), each.target(), each.fromMs(), each.healedMs()))
            .toList();
    return FreshnessCurves.of(run.ap().events(), cuts, run.shipping(), 1).rmse();
  }
}
